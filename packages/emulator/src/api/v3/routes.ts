import { behind } from '../entrance.js';
import { v3Errors as errors, visitsErrors } from '../errors.js';
import { headerOrQueryKey } from '../secret-key.js';
import { deleteVisitor } from './delete-visitor.js';
import { getEvent } from './get-event.js';
import { getRelatedVisitors } from './get-related-visitors.js';
import { getVisits } from './get-visits.js';
import { searchEvents } from './search-events.js';
import { updateEvent } from './update-event.js';

/** The third generation: `/events`, `/visitors` and `/related-visitors`. */
export const v3 = behind(headerOrQueryKey('auth-api-key', 'api_key'), [
  { method: 'GET', path: /^\/events\/search$/, errors, answer: searchEvents },
  { method: 'PUT', path: /^\/events\/([^/]+)$/, errors, answer: updateEvent },
  { method: 'GET', path: /^\/events\/([^/]+)$/, errors, answer: getEvent },
  { method: 'GET', path: /^\/visitors\/([^/]+)$/, errors: visitsErrors, answer: getVisits },
  { method: 'DELETE', path: /^\/visitors\/([^/]+)$/, errors, answer: deleteVisitor },
  { method: 'GET', path: /^\/related-visitors$/, errors, answer: getRelatedVisitors },
]);
