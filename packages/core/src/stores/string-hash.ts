/**
 * Hashes strings for tables, to a signed number of 32 bits. Its seeds are random, so that nobody outside can choose
 * strings that share a hash. They are drawn for the first string, because some runtimes provide no random numbers
 * during start-up.
 */
export function createStringHash(): (text: string) => number {
  let start = 0;
  let factor = 0;
  return (text) => {
    if (factor === 0) {
      const [first = 0, second = 0] = crypto.getRandomValues(new Uint32Array(2));
      start = first;
      factor = second | 1;
    }
    let hash = start;
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), factor);
      hash ^= hash >>> 15;
    }
    return hash | 0;
  };
}
