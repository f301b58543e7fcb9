const CHUNK_BYTES = 65_536;

/** A stream that never ends by itself, and the amount that was read from it. */
export function endless() {
  const state = { bytes: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>({
    pull(into) {
      state.bytes += CHUNK_BYTES;
      into.enqueue(new Uint8Array(CHUNK_BYTES));
    },
    cancel() {
      state.cancelled = true;
    },
  });
  return { stream, state };
}
