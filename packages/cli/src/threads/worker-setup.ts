import type { RecordFilter } from '../decisions/record-filter.js';
import type { Job } from './job.js';

/** The data that a worker receives when it starts. Plain data. */
export interface WorkerSetup {
  readonly job: Job;
  readonly filter: RecordFilter;
}

/** The message of a worker that is ready to count. */
export const READY = 'ready';
