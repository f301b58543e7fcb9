import { availableParallelism } from 'node:os';
import type { Workers } from './worker-pool.js';

/** More would wait for the thread that reads, and each takes about 100 MB. */
const MAX_WORKERS = 4;

/** About a quarter of a second of counting, which is how long workers take to start. */
const OWN_BYTES = 33_554_432;

/** A worker for each processor; none if there is only one. */
export function availableWorkers(module: URL): Workers | undefined {
  const count = Math.min(availableParallelism(), MAX_WORKERS);
  return count > 1 ? { module, count, ownBytes: OWN_BYTES } : undefined;
}
