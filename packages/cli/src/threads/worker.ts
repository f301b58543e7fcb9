import { parentPort, workerData } from 'node:worker_threads';
import { countRows } from '../decisions/count-rows.js';
import { rowsIn } from '../decisions/lines.js';
import { talliesFor } from './job.js';
import { READY, type WorkerSetup } from './worker-setup.js';

// Answers each batch of lines with its counts.
const { job, filter } = workerData as WorkerSetup;
const createTally = talliesFor(job);
parentPort?.on('message', (lines: Uint8Array) => {
  parentPort?.postMessage(countRows(rowsIn(lines), filter, createTally()));
});
parentPort?.postMessage(READY);
