import { behind } from '../entrance.js';
import { v4Errors as errors } from '../errors.js';
import { bearerKey } from '../secret-key.js';
import { deleteVisitor } from './delete-visitor.js';
import { getEvent } from './get-event.js';
import { searchEvents } from './search-events.js';
import { updateEvent } from './update-event.js';

/** The current generation: `/v4/…`, with the key as a bearer token. */
export const v4 = behind(bearerKey, [
  { method: 'GET', path: /^\/v4\/events$/, errors, answer: searchEvents },
  { method: 'PATCH', path: /^\/v4\/events\/([^/]+)$/, errors, answer: updateEvent },
  { method: 'DELETE', path: /^\/v4\/visitors\/([^/]+)$/, errors, answer: deleteVisitor },
  { method: 'GET', path: /^\/v4\/events\/([^/]+)$/, errors, answer: getEvent },
]);
