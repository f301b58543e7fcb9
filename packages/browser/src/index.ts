export type {
  Agent,
  AgentOptions,
  AgentResult,
  AgentSource,
  IdentificationOptions,
  Identify,
} from './agent.js';
export { createFingerprintFetch, type FingerprintFetchOptions } from './fingerprint-fetch.js';
export { type ProtectFormOptions, protectForm } from './protect-form.js';
