import { type FingerprintErrorCode, isFingerprintError } from '../lib/errors.js';

const oneOf = (...codes: FingerprintErrorCode[]) => {
  const known = new Set(codes);
  return (error: unknown): boolean => isFingerprintError(error) && known.has(error.code);
};

/** True for an error that this process caused, by a lack of turns, of time or of connections: it says nothing about the API. */
export const isOwnDoing = oneOf('ERR_FP_BUDGET', 'ERR_FP_OVERLOADED');

/** True for an error that clients can cause by many requests: by what they do to this process, or by the API's own limit. */
export const isFlooded = oneOf('ERR_FP_BUDGET', 'ERR_FP_OVERLOADED', 'ERR_FP_RATE_LIMITED');

/** True for an error of a call that never reached the API, or whose answer this process could not read. */
export const isNotAsked = oneOf(
  'ERR_FP_BUDGET',
  'ERR_FP_OVERLOADED',
  'ERR_FP_CLIENT_LIMIT',
  'ERR_FP_BREAKER_OPEN',
);
