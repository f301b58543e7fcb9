import { object, oneOf, type Schema, text } from './schema.js';

const coded = (...codes: string[]): Schema =>
  object({ error: object({ code: oneOf(...codes), message: text }, 'code', 'message') }, 'error');

/** Every error of v4. */
export const v4ErrorSchema = coded(
  'request_cannot_be_parsed',
  'request_read_timeout',
  'secret_api_key_required',
  'secret_api_key_not_found',
  'public_api_key_required',
  'public_api_key_not_found',
  'subscription_not_active',
  'wrong_region',
  'feature_not_enabled',
  'visitor_not_found',
  'too_many_requests',
  'state_not_ready',
  'failed',
  'event_not_found',
  'missing_module',
  'payload_too_large',
  'service_unavailable',
  'ruleset_not_found',
);

/** Every error of v3, but for those of a visitor's visits. */
export const v3ErrorSchema = coded(
  'RequestCannotBeParsed',
  'RequestReadTimeout',
  'TokenRequired',
  'TokenNotFound',
  'SubscriptionNotActive',
  'WrongRegion',
  'FeatureNotEnabled',
  'WorkspaceScopedSecretKeyRequired',
  'RequestNotFound',
  'VisitorNotFound',
  'TooManyRequests',
  '429 Too Many Requests',
  'StateNotReady',
  'Failed',
);

/** Every error of a visitor's visits. */
export const visitsErrorSchema = object({ error: text }, 'error');
