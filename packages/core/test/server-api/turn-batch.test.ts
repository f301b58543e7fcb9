import { stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { TurnBatch } from '../../src/server-api/turn-batch.js';
import { promises } from '../support/promises.js';

/** Lets the immediates of this turn of the event loop pass, and those of the next if this turn's have begun. */
async function immediates() {
  await stat('.');
  await stat('.');
}

describe('what arrives in one turn of the event loop', () => {
  let batch: TurnBatch;
  let handedOver: string[];
  beforeEach(async () => {
    batch = new TurnBatch();
    handedOver = [];
    // Continues where the event loop waits for files and sockets.
    await stat('.');
  });
  const arrive = (what: string) => batch.add(() => handedOver.push(what));
  const soFar = () => [...handedOver];

  test('is handed over together, before any timer', async () => {
    const atTimer = new Promise<string[]>((resolve) => setTimeout(() => resolve(soFar()), 0));
    for (const what of ['a', 'b']) {
      arrive(what);
      await promises();
      expect(handedOver).toEqual([]);
    }
    expect(await atTimer).toEqual(['a', 'b']);
  });

  test('is handed over after the immediates that its arrival schedules', async () => {
    const atImmediates: string[][] = [];
    for (const turn of [
      ['a', 'b'],
      ['c', 'd'],
    ]) {
      for (const what of turn) {
        arrive(what);
        // As undici does once an answer is complete.
        setImmediate(() => atImmediates.push(soFar()));
        await promises();
      }
      await immediates();
    }
    expect(atImmediates).toEqual([[], [], ['a', 'b'], ['a', 'b']]);
    expect(handedOver).toEqual(['a', 'b', 'c', 'd']);
  });

  test('is not postponed by what arrives during the immediates, however often something does', async () => {
    arrive('first');
    for (let turn = 0; turn < 10; turn++) {
      await new Promise(setImmediate);
      arrive(`later ${turn}`);
    }
    expect(handedOver).toContain('first');
    await immediates();
    expect(handedOver).toHaveLength(11);
  });

  describe('in a test that replaces the timers', () => {
    afterEach(() => void jest.useRealTimers());

    test('is handed over all the same', async () => {
      jest.useFakeTimers();
      arrive('a');
      await immediates();
      expect(handedOver).toEqual(['a']);
    });
  });
});
