import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startChild } from '../support/child.js';

jest.setTimeout(240_000);

const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));
const CHECKS = 10_000;
const AT_ONCE = 100;
const DEADLINE_MS = 300;

/** The guard has no more connections at once. The emulator may take a while to see that one was given up. */
const MAX_CONNECTIONS = 128;
const MAX_SEEN = MAX_CONNECTIONS + AT_ONCE;

/** By then the event cache is full, and the code is warm. */
const SETTLED_AFTER = 2000;

/**
 * What may be held more at the end. The memory of used IDs grows by what it is told, about 150 bytes an ID until each
 * expires; the rest is what the collector and the compiler come and go by. A single event kept for each check is 90 MB.
 */
const MAX_GROWTH_BYTES = (CHECKS - SETTLED_AFTER) * 150 + 3 * 1024 * 1024;

interface Result {
  decisions: number;
  /** The number of lookups by their cause, or else by their outcome. */
  endings: Record<string, number>;
  slowestMs: number;
  /** Unexpected events: warnings, unhandled errors, checks that reject. */
  complaints: string[];
  rounds: { checks: number; listeners: { watched: number; left: number }; heldBytes: number }[];
  /** Handles the process has once the guard is closed, and had not before. */
  left: string[];
  /** Connections at once, that to the emulator's controls among them. */
  mostSockets: number;
  /** Connections that are still open then, idle ones among them. */
  openSockets: number;
}

const seed = Number(process.env.SOAK_SEED ?? Date.now() % 2 ** 31);

describe(`10,000 checks on bad days, SOAK_SEED=${seed}`, () => {
  let emulator: Emulator;
  let result: Result;
  let exitCode: number | null;
  let endedAfterMs: number;
  const open = new Set<Socket>();
  let mostOpen = 0;

  const seen = (message: unknown) => {
    const { request, socket } = message as { request: IncomingMessage; socket: Socket };
    if (request.url?.startsWith('/__emulator/') || open.has(socket)) return;
    open.add(socket);
    mostOpen = Math.max(mostOpen, open.size);
    socket.once('close', () => open.delete(socket));
  };

  beforeAll(async () => {
    emulator = await startEmulator();
    subscribe('http.server.request.start', seen);
    const events = await Promise.all(Array.from({ length: CHECKS }, () => emulator.createEvent()));
    const told = {
      seed,
      apiKey: emulator.secretApiKey,
      baseUrl: emulator.url,
      checks: CHECKS,
      atOnce: AT_ONCE,
      deadlineMs: DEADLINE_MS,
    };
    const args = ['--expose-gc', WORKER, JSON.stringify(told)];
    const child = startChild(process.execPath, args, { NODE_OPTIONS: '' });
    child.process.stdin?.end(JSON.stringify(events.map(({ eventId }) => eventId)));
    await child.printed('result ');
    const printedAt = performance.now();
    exitCode = await child.exited;
    endedAfterMs = performance.now() - printedAt;
    const line = child
      .output()
      .split('\n')
      .find((printed) => printed.startsWith('result '));
    result = JSON.parse(line?.slice('result '.length) ?? '') as Result;
    await Promise.all([...open].map((socket) => once(socket, 'close')));
  });
  afterAll(async () => {
    unsubscribe('http.server.request.start', seen);
    await emulator.close();
  });

  test('all end with a decision', () => {
    expect(result.decisions).toBeGreaterThanOrEqual(CHECKS);
  });

  test('every kind of ending was among them, and many events were found', () => {
    const { found = 0 } = result.endings;
    expect(found).toBeGreaterThan(CHECKS * 0.3);
    const endings = Object.keys(result.endings);
    const others = ['timeout', 'region', 'refused', 'unknown', 'breaker-open', 'rate-limited'];
    expect(endings).toEqual(expect.arrayContaining(others));
    // Which of them remain depends on the seed: lookups that fail alone are repeated, and then found.
    expect(endings.some((ending) => ['network', 'status'].includes(ending))).toBe(true);
  });

  test('nothing warns, and nothing is left unhandled', () => {
    expect(result.complaints).toEqual([]);
  });

  test('no listener stays on a signal', () => {
    const listeners = result.rounds.map((round) => round.listeners);
    expect(listeners.map(({ left }) => left)).toEqual(listeners.map(() => 0));
    expect(Math.max(...listeners.map(({ watched }) => watched))).toBeGreaterThan(100);
  });

  test('memory stays flat', () => {
    const at = (checks: number) => result.rounds.find((round) => round.checks === checks)?.heldBytes ?? NaN;
    expect(at(CHECKS) - at(SETTLED_AFTER)).toBeLessThan(MAX_GROWTH_BYTES);
  });

  test('connections are bounded, and closed', () => {
    expect(result.mostSockets).toBeLessThanOrEqual(MAX_CONNECTIONS + 1);
    expect(mostOpen).toBeGreaterThan(0);
    expect(mostOpen).toBeLessThanOrEqual(MAX_SEEN);
    expect(open.size).toBe(0);
  });

  test('once the guard is closed nothing is left, and the process ends by itself', () => {
    expect(result.openSockets).toBe(0);
    expect(result.left).toEqual([]);
    expect(exitCode).toBe(0);
    expect(endedAfterMs).toBeLessThan(2000);
  });
});
