import type { RecordFilter } from '../decisions/record-filter.js';
import type { Job } from './job.js';

/** What a worker is given at its start. Plain data. */
export interface WorkerSetup {
  readonly job: Job;
  readonly filter: RecordFilter;
}

/** What a worker says once it can count. */
export const READY = 'ready';
