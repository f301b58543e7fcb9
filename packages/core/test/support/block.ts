/** Blocks this process for this long, ms. */
export function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Blocks the process for this long in every turn of the event loop, until stopped. */
export function keepBusy(turnMs: number): () => void {
  let stopped = false;
  const turn = () => {
    if (stopped) return;
    block(turnMs);
    setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    stopped = true;
  };
}
