import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, promises, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** More than the threads of any pool in tests. */
const JOBS = 64;

/** Keeps every thread of the pool waiting for a writer to a named pipe, without using the processor, until stopped. */
export function fillThreadPool(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pool-'));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reading = Array.from({ length: JOBS }, () => promises.open(pipe, 'r'));
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    // No thread is free to open it.
    const writer = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    const opened = await Promise.all(reading);
    await Promise.all(opened.map((file) => file.close()));
    closeSync(writer);
    rmSync(folder, { recursive: true });
  };
  return () => {
    stopped ??= stop();
    return stopped;
  };
}
