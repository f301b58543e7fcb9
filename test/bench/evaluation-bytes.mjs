// Sends the bytes that an evaluation of `recommended` allocates, the decision included.

import { definePolicy, evaluatePolicy } from '@fingerprint-guard/core';
import { VISIT } from './visit.mjs';

const WARM_UP = 200_000;
const COUNT = 1000;

const policy = definePolicy({ extends: 'recommended' });
for (let run = 0; run < WARM_UP; run++) evaluatePolicy(policy, VISIT);

/** The least of a few runs, each too short to be collected. */
const runs = Array.from({ length: 9 }, () => {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let run = 0; run < COUNT; run++) evaluatePolicy(policy, VISIT);
  return (process.memoryUsage().heapUsed - before) / COUNT;
});
process.send(Math.min(...runs.filter((bytes) => bytes > 0)));
process.disconnect();
