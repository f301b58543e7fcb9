import type { Answer } from '../http/answer.js';
import { InvalidParameter } from '../query/parameters.js';
import type { ApiErrors } from './errors.js';

/** Answers a call, or says what is invalid about it. */
export function refusingInvalid(errors: ApiErrors, answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof InvalidParameter)) throw error;
    return errors.of('request_cannot_be_parsed', error.message);
  }
}
