import { behind } from '../entrance.js';
import { v3Errors as errors, visitsErrors } from '../errors.js';
import { headerOrQueryKey } from '../secret-key.js';
import { getEvent } from './get-event.js';
import { getVisits } from './get-visits.js';

/** The third generation: `/events`, `/visitors` and `/related-visitors`. */
export const v3 = behind(headerOrQueryKey('auth-api-key', 'api_key'), [
  { method: 'GET', path: /^\/events\/([^/]+)$/, errors, answer: getEvent },
  { method: 'GET', path: /^\/visitors\/([^/]+)$/, errors: visitsErrors, answer: getVisits },
]);
