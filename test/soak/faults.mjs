/** Numbers from 0 to 1 that follow from a seed. */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const KINDS = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, retryAfter: 0 },
  { kind: 'status', status: 403, code: 'wrong_region' },
  { kind: 'status', status: 400 },
  { kind: 'status', status: 400, code: 'request_read_timeout' },
  { kind: 'delay', ms: 100 },
  { kind: 'delay', ms: 1000 },
  { kind: 'slow-body', ms: 100 },
  { kind: 'slow-body', ms: 1000 },
  { kind: 'truncate' },
  { kind: 'not-json' },
  { kind: 'reset' },
  { kind: 'lag', ms: 600_000 },
];

/** No answer comes in time, for as long as this lasts. */
export const SILENCE = { kind: 'delay', ms: 1000 };

/**
 * The fault of each stretch of a run, if any. At first the API is down, so that the breaker opens, and back, so that it
 * closes; then it is silent; then come faults of every kind, few enough for the breaker to stay closed; at the end the
 * API limits the rate, which slows a guard down for a minute.
 */
export function planFaults(random, stretches) {
  const calm = stretches * 0.1;
  return Array.from({ length: stretches }, (_, stretch) => {
    if (stretch < stretches * 0.02) return { kind: 'reset' };
    if (stretch < calm) return undefined;
    if (stretch === calm) return SILENCE;
    if (stretch >= stretches * 0.95) return { kind: 'status', status: 429, retryAfter: 1, times: 20 };
    const drawn = Math.floor(random() * KINDS.length);
    // Each kind has its turn, whatever the draw.
    return { ...(KINDS[stretch - calm - 1] ?? KINDS[drawn]), times: 20 + Math.floor(random() * 30) };
  });
}
