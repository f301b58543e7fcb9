// The wait of a check in round trips, over TLS and a slow line: each measurement has its own process, because a check
// is the first only once.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { spread } from './measure.mjs';
import { printTable, range } from './print.mjs';

const ONE_WAY_MS = 50;
const API_CLOSES_AFTER_MS = 60_000;
const QUIET_S = [6, 15, 40];

const SUBJECTS = ['guard, warmed up', 'guard', 'SDK v7 getEvent'];

/** The start of a subject, its first check and its burst are over by then; what follows is quiet. In ms. */
const APART_MS = 4000;

/** Measures subjects, each round in processes of their own that start one after the other; their quiet times pass together. */
export async function measure({ rounds }) {
  const line = fork(new URL('delayed-line.mjs', import.meta.url), [ONE_WAY_MS, API_CLOSES_AFTER_MS]);
  const [{ port, certFile }] = await once(line, 'message');
  const samples = {};
  for (let round = 0; round < rounds; round++) {
    const measured = SUBJECTS.map(async (subject, turn) => {
      await setTimeout(turn * APART_MS);
      return [subject, await waitsOf(subject, port, certFile)];
    });
    for (const [subject, values] of await Promise.all(measured)) {
      for (const [what, value] of Object.entries(values)) {
        samples[what] ??= {};
        samples[what][subject] ??= [];
        samples[what][subject].push(value);
      }
    }
    console.log(`round ${round + 1} of ${rounds}`);
  }
  line.disconnect();
  const eachOf = (bySubject, give) =>
    Object.fromEntries(Object.entries(bySubject).map(([subject, value]) => [subject, give(value)]));
  const waits = eachOf(samples, (bySubject) => eachOf(bySubject, spread));
  printTable('the wait of a check in round trips, over TLS: median (min–max)', waits, (bySubject) =>
    eachOf(bySubject, (own) => range(own)),
  );
  return waits;
}

async function waitsOf(subject, port, certFile) {
  const child = fork(
    new URL('round-trips-of.mjs', import.meta.url),
    [subject, port, 2 * ONE_WAY_MS, QUIET_S],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: certFile } },
  );
  const [measured] = await once(child, 'message');
  return measured;
}
