import { crc32, createInflateRaw } from 'node:zlib';

/**
 * Decompresses the members of a gzip archive, one after the other. Unlike the decompressor of Node.js, it returns
 * everything before a part that is damaged, or that is no gzip.
 * @throws Error that says what is wrong with the archive, after what could be read.
 */
export async function* gunzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = new Input(chunks);
  for (let isFirst = true; await hasMember(input, isFirst); isFirst = false) {
    await skipHeader(input);
    let [crc, length] = [0, 0];
    for await (const chunk of inflate(input)) {
      crc = crc32(chunk, crc);
      length += chunk.length;
      yield chunk;
    }
    const trailer = await input.take(8);
    if (trailer.readUInt32LE(0) !== crc) throw new Error('incorrect data check');
    if (trailer.readUInt32LE(4) !== length % 2 ** 32) throw new Error('incorrect length check');
  }
}

const MAGIC = Buffer.from([0x1f, 0x8b, 8]);

/** True if another member follows. Zeros after the last one are padding. */
async function hasMember(input: Input, isFirst: boolean): Promise<boolean> {
  let next = await input.next(1);
  while (next?.[0] === 0 && !isFirst) next = await input.next(1);
  if (next === undefined) return false;
  input.putBack(next);
  const magic = await input.take(MAGIC.length);
  if (magic.equals(MAGIC)) return true;
  throw new Error('bytes follow that are no gzip');
}

const FLAGS = { headerCheck: 2, extra: 4, name: 8, comment: 16 } as const;

/** Skips the header after its first bytes (RFC 1952). Its own check is not read: that of the data follows. */
async function skipHeader(input: Input): Promise<void> {
  const [flags = 0] = await input.take(7);
  if (flags & FLAGS.extra) await input.take((await input.take(2)).readUInt16LE());
  for (const text of [FLAGS.name, FLAGS.comment]) if (flags & text) while ((await input.take(1))[0] !== 0);
  if (flags & FLAGS.headerCheck) await input.take(2);
}

/** Smaller parts are slower; what a part may decompress to is held in memory. */
const PART_BYTES = 16_384;

/** Decompresses the data of one member, and leaves what follows in the input. */
async function* inflate(input: Input): AsyncGenerator<Buffer> {
  const inflater = createInflateRaw();
  let output: Buffer[] = [];
  let [bytesGiven, isEnded] = [0, false];
  let failure: Error | undefined;
  inflater.on('data', (chunk: Buffer) => output.push(chunk));
  try {
    while (!isEnded) {
      const part = await input.next(PART_BYTES);
      if (part === undefined) throw new Error('unexpected end of file');
      bytesGiven += part.length;
      await new Promise<void>((resolve) => {
        inflater.once('error', (error) => {
          failure = error;
          resolve();
        });
        inflater.once('end', () => {
          isEnded = true;
          resolve();
        });
        inflater.write(part, () => resolve());
      });
      inflater.removeAllListeners('end').removeAllListeners('error');
      yield* output;
      output = [];
      if (failure) throw failure;
      if (isEnded) input.putBack(part.subarray(part.length - (bytesGiven - inflater.bytesWritten)));
    }
  } finally {
    inflater.destroy();
  }
}

/** Bytes that are read in parts of any size. */
class Input {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Returns the next bytes, up to a number; undefined at the end. */
  async next(max: number): Promise<Buffer | undefined> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#chunks.next();
      if (done) return undefined;
      this.#rest = value;
    }
    const part = this.#rest.subarray(0, max);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }

  /** Returns this number of bytes. @throws Error if there are fewer. */
  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let missing = count; missing > 0; ) {
      const part = await this.next(missing);
      if (part === undefined) throw new Error('unexpected end of file');
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  putBack(part: Buffer): void {
    this.#rest = Buffer.concat([part, this.#rest]);
  }
}
