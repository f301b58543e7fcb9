/** The first bits behind the point of a root of each of the first primes, as the standard has them. */
function rootBits(count: number, degree: number): Uint32Array {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number++) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return Uint32Array.from(primes, (prime) => (prime ** (1 / degree) % 1) * 2 ** 32);
}

const ROUNDS = 64;
const INITIAL = rootBits(8, 2);
const ROUND_CONSTANTS = rootBits(ROUNDS, 3);

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/**
 * Hashes a string, in hexadecimal digits. For few and short strings, where a runtime may lack `node:crypto` and an answer
 * of Web Crypto would come too late. Source: FIPS 180-4.
 */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer((Math.floor((bytes.length + 8) / 64) + 1) * 64));
  new Uint8Array(padded.buffer).set(bytes);
  padded.setUint8(bytes.length, 0x80);
  padded.setBigUint64(padded.byteLength - 8, BigInt(bytes.length) * 8n);
  const hash = INITIAL.slice();
  for (let block = 0; block < padded.byteLength; block += 64) compress(hash, padded, block);
  return Array.from(hash, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** Works one block of 64 bytes into the hash. */
function compress(hash: Uint32Array, data: DataView, block: number): void {
  const words = new Uint32Array(ROUNDS);
  const at = (index: number) => words[index] as number;
  for (let index = 0; index < ROUNDS; index++) {
    words[index] = index < 16 ? data.getUint32(block + 4 * index) : expand(at, index);
  }
  let [a, b, c, d, e, f, g, h] = hash as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let round = 0; round < ROUNDS; round++) {
    const choice = (e & f) ^ (~e & g);
    const mixed = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice;
    const first = mixed + (ROUND_CONSTANTS[round] as number) + at(round);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    hash[index] = (hash[index] as number) + word;
  });
}

function expand(at: (index: number) => number, index: number): number {
  const [near, far] = [at(index - 2), at(index - 15)];
  const first = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
  const second = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
  return at(index - 16) + first + at(index - 7) + second;
}
