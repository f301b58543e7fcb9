import { behind } from '../entrance.js';
import { V4_ERRORS as errors } from '../errors.js';
import { bearerKey } from '../secret-key.js';
import { analyzeEdge } from './analyze-edge.js';
import { deleteVisitor } from './delete-visitor.js';
import { getEvent } from './get-event.js';
import { searchEvents } from './search-events.js';
import { updateEvent } from './update-event.js';

/** The current generation: `/v4/…`, with the key as a bearer token. */
export const v4 = behind(bearerKey, [
  { kind: 'edge', method: 'POST', path: /^\/v4\/edge$/, errors, answer: analyzeEdge },
  { kind: 'search', method: 'GET', path: /^\/v4\/events$/, errors, answer: searchEvents },
  { kind: 'update', method: 'PATCH', path: /^\/v4\/events\/([^/]+)$/, errors, answer: updateEvent },
  { kind: 'delete', method: 'DELETE', path: /^\/v4\/visitors\/([^/]+)$/, errors, answer: deleteVisitor },
  { kind: 'event', method: 'GET', path: /^\/v4\/events\/([^/]+)$/, errors, answer: getEvent },
]);
