import { behind } from '../entrance.js';
import { v4Errors as errors } from '../errors.js';
import { bearerKey } from '../secret-key.js';
import { getEvent } from './get-event.js';

/** The current generation: `/v4/…`, with the key as a bearer token. */
export const v4 = behind(bearerKey, [
  { method: 'GET', path: /^\/v4\/events\/([^/]+)$/, errors, answer: getEvent },
]);
