import type { WaitUntil } from '@fingerprint-guard/core/fetch';
import { after } from 'next/server.js';

/**
 * Lets work that a check started continue after the answer. Outside Next, such as in the test of a handler, nothing
 * ends it.
 */
export const afterAnswer: WaitUntil = (done) => {
  try {
    after(done);
  } catch {
    // It continues by itself.
  }
};
