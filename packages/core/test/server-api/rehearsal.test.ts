import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rehearse } from '../../src/server-api/rehearsal.js';
import { requestFor, useEmulator } from '../support/scene.js';

const scene = useEmulator();

/** What is compiled for WebAssembly: undici's parser of answers, once a process. */
const { Module } = WebAssembly;
let compiled = 0;
beforeAll(() => {
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      compiled++;
    }
  };
});
afterAll(() => {
  WebAssembly.Module = Module;
});

test('a warm-up compiles what the first check needs', async () => {
  const { guard } = scene.guard();
  const { eventId } = await scene.emulator.createEvent('honest');
  await guard.warmUp();
  expect(compiled).toBe(1);
  const { signals } = await guard.check(requestFor(eventId));
  expect([signals.lookup, compiled]).toEqual(['found', 1]);
});

test('a rehearsal ends, and can be repeated', async () => {
  for (let time = 0; time < 3; time++) await rehearse();
});
