import type { Format } from './format.js';

/** The number of bytes that {@link formatOf} needs. */
export const FIRST_BYTES = 4;

/** The bytes that files of a format begin with. */
const MAGIC: readonly (readonly [Format, readonly number[]])[] = [
  ['ndjson.gz', [0x1f, 0x8b]],
  ['ndjson.zst', [0x28, 0xb5, 0x2f, 0xfd]],
  ['parquet', [...Buffer.from('PAR1')]],
];

/** The format of a file that begins with these bytes. */
export const formatOf = (head: Uint8Array): Format =>
  MAGIC.find(([, magic]) => magic.every((byte, index) => head[index] === byte))?.[0] ?? 'ndjson';
