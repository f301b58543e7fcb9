import { behind } from '../entrance.js';
import { V3_ERRORS as errors, VISITS_ERRORS } from '../errors.js';
import { headerOrQueryKey } from '../secret-key.js';
import { deleteVisitor } from './delete-visitor.js';
import { getEvent } from './get-event.js';
import { getRelatedVisitors } from './get-related-visitors.js';
import { getVisits } from './get-visits.js';
import { searchEvents } from './search-events.js';
import { updateEvent } from './update-event.js';

/** The third generation: `/events`, `/visitors` and `/related-visitors`. */
export const v3 = behind(headerOrQueryKey('auth-api-key', 'api_key'), [
  { kind: 'search', method: 'GET', path: /^\/events\/search$/, errors, answer: searchEvents },
  { kind: 'update', method: 'PUT', path: /^\/events\/([^/]+)$/, errors, answer: updateEvent },
  { kind: 'event', method: 'GET', path: /^\/events\/([^/]+)$/, errors, answer: getEvent },
  { kind: 'visits', method: 'GET', path: /^\/visitors\/([^/]+)$/, errors: VISITS_ERRORS, answer: getVisits },
  { kind: 'delete', method: 'DELETE', path: /^\/visitors\/([^/]+)$/, errors, answer: deleteVisitor },
  { kind: 'related', method: 'GET', path: /^\/related-visitors$/, errors, answer: getRelatedVisitors },
]);
