/**
 * A hash of texts for tables, a signed number of 32 bits. Its seeds are random, so that nobody outside can choose texts
 * that share a hash.
 */
export function createTextHash(): (text: string) => number {
  const [start = 0, random = 0] = crypto.getRandomValues(new Uint32Array(2));
  const factor = random | 1;
  return (text) => {
    let hash = start;
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), factor);
      hash ^= hash >>> 15;
    }
    return hash | 0;
  };
}
