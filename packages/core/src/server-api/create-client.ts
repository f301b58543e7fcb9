import { findIssues, milliseconds, throwIfAny } from '../lib/option-checks.js';
import type { ThreadPool } from '../lib/thread-pool.js';
import { Timekeeper } from '../lib/timekeeper.js';
import {
  ACCOUNT_CHECKS,
  ACCOUNT_DEFAULTS,
  type AccountOptions,
  baseUrlOf,
  type Connect,
  findAccountIssues,
} from './account-options.js';
import { createApi } from './api.js';
import { createGeneration } from './generation.js';
import type { ServerApi } from './server-api.js';

/** The configuration of a client of the Server API. */
export interface ServerApiOptions extends AccountOptions {
  /** The secret API key of the Fingerprint workspace. Never logged, and never in an error. */
  apiKey: string | undefined;
  /** The time limit of each call, including the body, ms. Long searches need more. @defaultValue `2000` */
  deadlineMs?: number | undefined;
}

const CHECKS = { ...ACCOUNT_CHECKS, deadlineMs: milliseconds };

/** The parts that a client takes from its runtime. */
interface ClientRuntime {
  connect: Connect;
  watchThreads?(): ThreadPool;
}

/** Builds a client of the Server API over a runtime's connections, as `createServerApi` does. */
export function createClient(options: ServerApiOptions, runtime: ClientRuntime): ServerApi {
  const issues = findIssues(options, CHECKS, '{ apiKey, region }');
  throwIfAny([...issues, ...findAccountIssues(options)]);
  const { apiKey = '', apiVersion = ACCOUNT_DEFAULTS.apiVersion } = options;
  const { auth = ACCOUNT_DEFAULTS.auth, deadlineMs = ACCOUNT_DEFAULTS.deadlineMs } = options;
  const { transport, close } = runtime.connect(baseUrlOf(options), options);
  const { sensitiveHeaders = ACCOUNT_DEFAULTS.sensitiveHeaders } = options;
  const { calls } = createGeneration(apiVersion, { apiKey, auth, sensitiveHeaders }, transport);
  return createApi({ calls, timekeeper: new Timekeeper(runtime.watchThreads?.()), deadlineMs, close });
}
