import { ThreadPoolWatch } from '../../src/guard/thread-pool-watch.js';

const TICK_MS = 5;

/** Lateness up to this is that of any timer. In ms. */
const USUAL_MS = 10;

/** The duration of a task, and the part of it in which this process did not run. */
export interface Timing<T> {
  value: T;
  elapsedMs: number;
  /** The time that a busy machine cost this process; 0 on an idle one. Bounded waits do not count it. */
  heldBackMs: number;
  /** The time in which this process had no free thread; 0 on an idle machine. */
  noThreadMs: number;
}

/** Runs a task next to timers that measure delays outside its control. */
export async function timed<T>(task: () => Promise<T>): Promise<Timing<T>> {
  const started = performance.now();
  let heldBackMs = 0;
  let last = started;
  const threads = new ThreadPoolWatch();
  const tick = () => {
    const now = performance.now();
    const lateMs = now - last - TICK_MS;
    if (lateMs > USUAL_MS) heldBackMs += lateMs;
    last = now;
    threads.look();
  };
  const probe = setInterval(tick, TICK_MS);
  try {
    const value = await task();
    const elapsedMs = performance.now() - started;
    tick();
    return { value, elapsedMs, heldBackMs, noThreadMs: threads.fullMs() };
  } finally {
    clearInterval(probe);
  }
}
