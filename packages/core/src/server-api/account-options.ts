import type { Dispatcher } from 'undici';
import type { ApiVersion } from '../event/generation.js';
import {
  type Check,
  callable,
  httpUrl,
  oneOf,
  strings,
  stringWithoutSpaces,
  withMethods,
} from '../lib/option-checks.js';
import { type Auth, takesKeyByQuery } from './authentication.js';
import { CONNECTIONS_DEFAULTS, type ConnectionsOption, checkConnections } from './connections-option.js';
import type { Fetch } from './fetch-transport.js';
import type { Connections } from './transport.js';

/** The place where the account's data is stored. */
export type Region = 'global' | 'eu' | 'ap';

/** Base URLs of the Server API. Source: the vendor's API reference. */
const REGION_URLS: Readonly<Record<Region, string>> = {
  global: 'https://api.fpjs.io',
  eu: 'https://eu.api.fpjs.io',
  ap: 'https://ap.api.fpjs.io',
};

/** The account, and the way in which its Server API is called. */
export interface AccountOptions {
  /** The secret API key of the Fingerprint workspace. Never logged, and never in an error. */
  apiKey?: string | undefined;
  /**
   * The place where the account's data is stored.
   * @defaultValue `'global'`
   * @example region: 'eu'
   */
  region?: Region | undefined;
  /** The generation of the Server API. @defaultValue `'v4'` */
  apiVersion?: ApiVersion | undefined;
  /**
   * The place where the key is sent; v4 accepts it only in a header.
   * @defaultValue `'header'`
   * @example apiVersion: 'v3', auth: 'query'
   */
  auth?: Auth | undefined;
  /**
   * The address of the Server API, instead of the region's: an emulator or a proxy. It may end in `/v4`.
   * @example baseUrl: 'http://127.0.0.1:4870'
   */
  baseUrl?: string | undefined;
  /**
   * Sends the requests to the Server API; not on the entry `@fingerprint-guard/core/fetch`.
   * @defaultValue the guard's own keep-alive pool
   * @example dispatcher: new ProxyAgent('http://proxy.internal:8080')
   */
  dispatcher?: Dispatcher | undefined;
  /**
   * The connections that are kept to the Server API; not with a `dispatcher` or a `fetch`, which keep their own.
   * @defaultValue `{ idleMs: 55000, spare: 10 }`
   * @example connections: { spare: 16 }
   */
  connections?: ConnectionsOption | undefined;
  /**
   * Headers with secrets, in addition to `authorization`, `cookie`, `proxy-authorization`, `set-cookie` and those with
   * an event ID: their values are blanked before a request is analysed. Case, dashes and underscores make no
   * difference.
   * @defaultValue `[]`
   * @example sensitiveHeaders: ['x-session']
   */
  sensitiveHeaders?: readonly string[] | undefined;
  /**
   * Sends the requests in place of undici.
   * @defaultValue none; on the entry `@fingerprint-guard/core/fetch`, the runtime's own
   * @example fetch: (url, init) => fetch(url, init)
   */
  fetch?: Fetch | undefined;
}

/** The defaults of every client of the Server API. */
export const ACCOUNT_DEFAULTS = {
  region: 'global',
  apiVersion: 'v4',
  auth: 'header',
  connections: CONNECTIONS_DEFAULTS,
  sensitiveHeaders: [],
  deadlineMs: 2000,
} as const satisfies AccountOptions & { deadlineMs: number };

/**
 * Connects to the Server API.
 * @throws FingerprintError `ERR_FP_OPTION` for an option that this runtime cannot honour.
 */
export type Connect = (baseUrl: URL, options: AccountOptions) => Connections;

const WITHOUT_KEY = 'without an account, use the one the emulator prints';

export const ACCOUNT_CHECKS: Readonly<Record<keyof AccountOptions, Check>> = {
  apiKey: (value) =>
    value === '' ? `the secret API key is empty; ${WITHOUT_KEY}` : stringWithoutSpaces(value),
  region: oneOf('global', 'eu', 'ap'),
  apiVersion: oneOf('v4', 'v3', '2019'),
  auth: oneOf('header', 'query'),
  baseUrl: httpUrl,
  sensitiveHeaders: strings,
  connections: checkConnections,
  dispatcher: withMethods('dispatch'),
  fetch: callable,
};

/** The path of v4, which its calls add, and the paths of every generation's calls, at the end of a base URL. */
const PATH_OF_V4 = /\/v4\/?$/;
const PATH_OF_A_CALL = /\/(events(\/search)?|visitors|related-visitors)\/?$/;

/** Finds what is wrong with an account although each of its options is valid. */
export function findAccountIssues({
  apiKey,
  apiVersion = ACCOUNT_DEFAULTS.apiVersion,
  auth,
  baseUrl,
  connections,
  dispatcher,
  fetch,
}: AccountOptions): string[] {
  const issues: string[] = [];
  if (auth === 'query' && !takesKeyByQuery(apiVersion)) {
    issues.push(`auth: expected 'header': ${apiVersion} accepts the key in no other place`);
  }
  if (dispatcher && fetch) issues.push('fetch: cannot be combined with a dispatcher');
  if (connections && (dispatcher || fetch)) {
    issues.push(
      `connections: cannot be combined with a ${dispatcher ? 'dispatcher' : 'fetch'}, which has its own`,
    );
  }
  if (typeof baseUrl === 'string' && PATH_OF_A_CALL.test(baseUrl)) {
    issues.push('baseUrl: expected the address of the API without the path of a call, which the guard adds');
  }
  if (typeof baseUrl === 'string' && PATH_OF_V4.test(baseUrl) && apiVersion !== 'v4') {
    issues.push(`baseUrl: expected the address of the API without /v4, which ${apiVersion} does not have`);
  }
  if (apiKey === undefined) {
    issues.push(`apiKey: the secret API key is required; ${WITHOUT_KEY}`);
  }
  return issues;
}

/**
 * Returns the account's address. If the address ends in the path of v4, as in its documentation, that path is removed.
 */
export const baseUrlOf = ({ baseUrl, region = ACCOUNT_DEFAULTS.region }: AccountOptions): URL =>
  new URL(baseUrl?.replace(PATH_OF_V4, '') ?? REGION_URLS[region]);
