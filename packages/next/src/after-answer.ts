import type { WaitUntil } from '@fingerprint-guard/core/fetch';
import { after } from 'next/server.js';

/** Lets work that a check has begun continue after the answer. Outside of Next, such as in a handler's own test, nothing ends it. */
export const afterAnswer: WaitUntil = (done) => {
  try {
    after(done);
  } catch {
    // It continues by itself.
  }
};
