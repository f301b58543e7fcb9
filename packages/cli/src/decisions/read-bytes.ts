/** Reads the next bytes into memory; resolves with their number, 0 at the end. */
export type ReadBytes = (into: Uint8Array) => Promise<number>;

/** Reads the bytes of a stream. */
export function bytesOf(chunks: AsyncIterable<Uint8Array>): ReadBytes {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  return async (into) => {
    while (rest.length === 0) {
      const { value, done } = await iterator.next();
      if (done) return 0;
      rest = value;
    }
    const part = rest.subarray(0, into.length);
    into.set(part);
    rest = rest.subarray(part.length);
    return part.length;
  };
}
