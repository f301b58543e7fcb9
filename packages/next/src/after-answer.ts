import type { WaitUntil } from '@fingerprint-guard/core/fetch';
import { after } from 'next/server.js';

/** Lets what a check has begun outlive the answer. Outside of Next, such as in a handler's own test, nothing would end it. */
export const afterAnswer: WaitUntil = (done) => {
  try {
    after(done);
  } catch {
    // It goes on by itself.
  }
};
