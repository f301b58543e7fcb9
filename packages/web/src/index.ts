export { type CheckedRequest, checkRequest, type ObservedRequest } from './check-request.js';
export type { CheckRequestOptions } from './options.js';
