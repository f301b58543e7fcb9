import type { Decision } from './decision/decision.js';
import type { ApiVersion } from './event/generation.js';
import { isObject } from './lib/is-object.js';
import {
  type Check,
  callable,
  findIssues,
  milliseconds,
  numbers,
  plainObject,
  strings,
  stringWithoutSpaces,
  throwIfAny,
  withMethods,
} from './lib/option-checks.js';
import type { Logger } from './lib/warnings.js';
import type { LocationProvider } from './location/location-provider.js';
import type { BudgetOption } from './lookup/budget.js';
import type { LagOption } from './lookup/retry.js';
import type { ShadowOption } from './policy/policy-book.js';
import type { PolicyConfig, PresetName } from './policy/policy-config.js';
import type { ClientIpOption } from './request/client-ip.js';
import type { EventFrom } from './request/event-reference.js';
import type { FromRequest } from './request/from-request.js';
import { isSealedKey } from './sealed/sealed-result.js';
import {
  ACCOUNT_CHECKS,
  ACCOUNT_DEFAULTS,
  type AccountOptions,
  findAccountIssues,
} from './server-api/account-options.js';
import type { EventCache } from './stores/event-cache.js';
import type { ReplayStore } from './stores/replay-store.js';
import { isSharedBudget, type SharedBudget } from './stores/shared-budget.js';

/**
 * Returns the owner of a request as the application knows it: the same string that its page links to the event
 * (`linkedId` of the agent). Undefined means that there is nobody to compare with.
 * @param native The framework's own request, for what a session or an earlier middleware put there: the request of
 * Express and Fastify, on Nest that of its platform, and the context of Koa and Hono. Undefined if a check has none.
 */
export type LinkedIdOption = FromRequest<string | undefined>;

/** Names the policy of a check that names none, such as that of a tenant or of a feature flag. */
export type PolicyForOption = FromRequest<string | undefined>;

/** The configuration of a guard. Options are read once and never changed. */
export interface FingerprintGuardOptions extends AccountOptions {
  /**
   * The secret API key of the Fingerprint workspace. Never logged. Required unless there are `sealedKeys`: without it
   * the Server API is never called, and an ID alone is `missing-event`.
   * @example apiKey: process.env.FINGERPRINT_SECRET_API_KEY
   */
  apiKey?: string | undefined;
  /**
   * The keys of sealed results, each 32 bytes in base64, tried in order, so that old and new ones overlap in a
   * rotation. Never logged. A result that they open needs no call; for any other, the ID sent with it counts.
   * Without keys only IDs count. Not with `apiVersion: '2019'`, which has no sealed results.
   * @defaultValue `[]`
   * @example sealedKeys: [process.env.FINGERPRINT_SEALED_KEY ?? '']
   */
  sealedKeys?: readonly string[] | undefined;
  /**
   * The generation of the Server API. With `'2019'` the client sends a visitor ID, not an event ID, and that
   * visitor's newest visit counts: header `x-fingerprint-visitor-id`, or `visitorId` or `visitor_id` in body or query.
   *
   * **2019 protects less.** A visitor ID is not secret and rarely changes, so whoever knows one can use that visitor's
   * fresh visit, once for each visit, and consume it before the visitor does. A visit has no bot verdict but a
   * probability, no confidence, no replay flag and none of the later signals: rules on them are unknown. While the API
   * is down the visit is not known, so nothing is consumed. Events are never cached.
   * @defaultValue `'v4'`
   * @example apiVersion: 'v3'
   */
  apiVersion?: ApiVersion | undefined;
  /**
   * The policy of a check that names none: a policy, or the name of a preset or of one of `policies`.
   * @defaultValue `{ extends: 'recommended' }`
   * @example policy: { extends: 'recommended', mode: 'monitor' }
   */
  policy?: PolicyConfig | string | undefined;
  /**
   * Policies by name; each may be the name of a preset. Presets do not have to be listed: `'strict'` stands for
   * `{ extends: 'strict' }` wherever a policy is expected, unless a policy has that name.
   * @defaultValue `{}`
   * @example policies: { login: { rules: { vpn: 'challenge' } }, payment: 'strict' }
   */
  policies?: Readonly<Record<string, PolicyConfig | PresetName>> | undefined;
  /**
   * Names the policy of a check that names none, of `policies`; `undefined` is the guard's own `policy`. If the guard
   * has no policy of that name, or the function throws, the request fails; it never passes.
   * @example policyFor: (_request, native) => (native as { tenant?: string }).tenant
   */
  policyFor?: PolicyForOption | undefined;
  /**
   * Policies that are evaluated alongside others, by name, such as `{ login: 'login-next' }`: `Decision.shadow` says what the
   * second one would have concluded. It causes no further call, claim or wait, so signals that only it would need are
   * unknown to it, and it never changes the answer. `default` stands for the guard's own `policy`.
   * @defaultValue `{}`
   * @example policies: { login: {}, 'login-next': 'strict' }, shadow: { login: 'login-next' }
   */
  shadow?: ShadowOption | undefined;
  /**
   * The place where the client puts the event ID or the sealed result.
   * @defaultValue well-known headers, body and query fields
   * @example eventFrom: [{ cookie: 'fp_event' }, { body: 'device.eventId' }]
   */
  eventFrom?: EventFrom | undefined;
  /**
   * The form of an event ID, checked before any lookup.
   * @defaultValue 1 to 64 of `A-Z a-z 0-9 . _ -`
   * @example eventIdPattern: /^[\w.-]{13,40}$/
   */
  eventIdPattern?: RegExp | undefined;
  /**
   * The source of the client's address.
   * @defaultValue the framework's own
   * @example clientIp: { trustedProxies: ['10.0.0.0/8'] }
   */
  clientIp?: ClientIpOption | undefined;
  /**
   * The origins that events and requests may come from, for `origin-mismatch`.
   * @defaultValue `[]`
   * @example origins: ['https://shop.example', 'https://*.shop.example']
   */
  origins?: readonly string[] | undefined;
  /**
   * Signals that this account's plan always has: their absence is `missing-signals`.
   * @defaultValue `[]`
   * @example expects: ['vpn', 'incognito']
   */
  expects?: readonly string[] | undefined;
  /**
   * The workspace environment that events must come from, for `environment-mismatch`.
   * @example environmentId: 'ae_47abaca3db2c7c43'
   */
  environmentId?: string | undefined;
  /**
   * Returns the owner of a request, for `linked-id-mismatch`. If there is one, an event without a linked ID is a
   * mismatch, and so is every event if the function throws; if it returns undefined, there is nobody to compare with
   * and the rule is undecided. The linked ID is the page's claim: a match ties the event to an account, but does not
   * prove anyone's identity.
   * @example linkedId: (_request, native) => (native as { user?: { id: string } }).user?.id
   */
  linkedId?: LinkedIdOption | undefined;
  /**
   * Locates addresses, for `ip-location-mismatch` and the countries of `ip-mismatch`. Called only if a policy reads
   * them and the addresses alone do not determine them, for at most 100 ms; without an answer they are unknown.
   * @example geo: createHeaderLocationProvider({ platform: 'cloudflare' })
   */
  geo?: LocationProvider | undefined;
  /**
   * Remembers used IDs.
   * @defaultValue this process's memory, exact in one process only
   * @example replayStore: createRedisReplayStore({ client })
   */
  replayStore?: ReplayStore | undefined;
  /**
   * Caches events, so that each ID is looked up only once; `false` disables caching. Guards of several accounts, or
   * `apiVersion`s, may share one: their events are kept apart.
   * @defaultValue this process's memory
   * @example cache: createRedisEventCache({ client })
   */
  cache?: EventCache | false | undefined;
  /**
   * The age that no policy may allow an event to exceed, ms; bounds what must be remembered.
   * @defaultValue `600000`
   * @example maxEventAgeMs: 300_000
   */
  maxEventAgeMs?: number | undefined;
  /**
   * The lead over this clock that no policy may allow an event to exceed, ms.
   * @defaultValue `30000`
   * @example maxClockSkewMs: 5000
   */
  maxClockSkewMs?: number | undefined;
  /**
   * The time that a whole lookup may take, the API's whole answer and all retries included, ms. How long a client may take to
   * send its own request is up to the server.
   * @defaultValue `2000`
   * @example deadlineMs: 1000
   */
  deadlineMs?: number | undefined;
  /**
   * The time that a 404 counts as "not visible yet"; the event may be newer than the API's view.
   * @defaultValue `{ retryForMs: 1000 }`
   * @example lag: { retryForMs: 500 }
   */
  lag?: LagOption | undefined;
  /**
   * Asks for an event a second time, over another connection, if the answer takes longer than 95% of the recent ones. The
   * event that comes first counts; a second answer without one is ignored. This shortens the longest waits if the API is
   * slow only now and then, at the cost of up to 5% more calls, each with a turn that the `budget` has to spare, and of a new
   * connection for each that is given up. With an API that answers evenly, these calls gain nothing. Neither do they over a
   * `dispatcher` or `fetch` with a single connection.
   * @defaultValue `false`
   * @example hedge: true
   */
  hedge?: boolean | undefined;
  /**
   * The limit that this guard puts on its lookups; fetching a visitor's history uses what they leave. A
   * {@link SharedBudget} is one for all instances.
   * @defaultValue unbounded until the API answers 429, then following its answers
   * @example budget: { perSecond: 5, burst: 10 }
   */
  budget?: BudgetOption | SharedBudget | undefined;
  /**
   * The limit that this guard puts on the requests that `checkEdge` has analysed, separate from its lookups.
   * @defaultValue unbounded until the API answers 429, then following its answers
   * @example edgeBudget: { perSecond: 2, burst: 4 }
   */
  edgeBudget?: BudgetOption | undefined;
  /**
   * Receives every decision, also one that is only attached: a request that a route then checks again has two. One that
   * throws or rejects never breaks a request.
   * @example onDecision: createDecisionLog({ write: (line) => console.log(line) })
   */
  onDecision?: ((decision: Decision) => void | Promise<void>) | undefined;
  /**
   * Receives warnings about what fails open, at most once a minute per cause; `false` silences it.
   * @defaultValue `console`
   * @example logger: false
   */
  logger?: Logger | false | undefined;
  /**
   * Logs one line about why a request was blocked: with `info` of the logger, else with `debug`. The line contains no
   * ID and no address. The environment variable `FINGERPRINT_GUARD_DEBUG`, `1` or `0`, does the same.
   * @defaultValue on if `NODE_ENV` is `development` or `baseUrl` is a loopback address, and `NODE_ENV` is not
   * `production`
   * @example debug: true
   */
  debug?: boolean | undefined;
  /**
   * The clock, ms since 1970.
   * @defaultValue `Date.now`
   * @example now: () => 1_700_000_000_000
   */
  now?: (() => number) | undefined;
}

/**
 * The defaults of options: the code reads them here, and docstrings and documents are checked against them. An option
 * that is not here has none, or one that is not a plain value, such as this process's memory.
 */
export const DEFAULTS = {
  ...ACCOUNT_DEFAULTS,
  sealedKeys: [],
  policy: { extends: 'recommended' },
  policies: {},
  shadow: {},
  origins: [],
  expects: [],
  maxEventAgeMs: 600_000,
  maxClockSkewMs: 30_000,
  lag: { retryForMs: 1000 },
  hedge: false,
} as const satisfies FingerprintGuardOptions;

const NOT_KEYS = 'expected keys of 32 bytes, each in canonical base64';

const rate = numbers({ perSecond: 0.001, burst: 1 });

const KNOWN: Record<keyof FingerprintGuardOptions, Check> = {
  ...ACCOUNT_CHECKS,
  sealedKeys: (value) => strings(value) ?? ((value as string[]).every(isSealedKey) ? undefined : NOT_KEYS),
  policy: () => undefined,
  policies: plainObject,
  policyFor: callable,
  shadow: names,
  eventFrom: () => undefined,
  eventIdPattern: (value) => (value instanceof RegExp ? undefined : 'expected a regular expression'),
  clientIp: () => undefined,
  origins: strings,
  expects: strings,
  environmentId: stringWithoutSpaces,
  linkedId: callable,
  geo: withMethods('locate'),
  replayStore: withMethods('claim'),
  cache: eventCache,
  maxEventAgeMs: milliseconds,
  maxClockSkewMs: (value) => (value === 0 ? undefined : milliseconds(value)),
  deadlineMs: milliseconds,
  lag: numbers({ retryForMs: 0 }),
  hedge: boolean,
  budget,
  edgeBudget: rate,
  onDecision: callable,
  logger,
  debug: boolean,
  now: callable,
};

function budget(value: unknown): string | undefined {
  if (isSharedBudget(value)) return undefined;
  return rate(value) === undefined
    ? undefined
    : 'expected { perSecond, burst }, as numbers, or an object with take() and learn()';
}

function boolean(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'expected a boolean';
}

function logger(value: unknown): string | undefined {
  if (value === false) return undefined;
  const issue = withMethods('warn')(value);
  const { info, debug } = (issue ? {} : value) as Partial<Logger>;
  const mayLack = (method: unknown) => method === undefined || typeof method === 'function';
  return (
    issue ??
    (mayLack(info) && mayLack(debug) ? undefined : 'expected info() and debug() to be functions, if given')
  );
}

/** Accepts an object of strings. */
function names(value: unknown): string | undefined {
  const isNames = isObject(value) && Object.values(value).every((name) => typeof name === 'string');
  return isNames ? undefined : "expected the names of policies, such as { login: 'login-next' }";
}

function eventCache(value: unknown): string | undefined {
  if (value === false) return undefined;
  const issue = withMethods('get', 'set', 'delete')(value);
  const { setIfNewer } = (issue ? {} : value) as Partial<EventCache>;
  return issue ?? (setIfNewer === undefined ? undefined : withMethods('setIfNewer')(value));
}

/**
 * Checks the form of every option.
 * @throws FingerprintError `ERR_FP_OPTION` that lists every issue; `issues` holds them one by one.
 */
export function checkOptions(given: unknown): FingerprintGuardOptions {
  const issues = findIssues(given, KNOWN, '{ apiKey, region, policy }');
  const options = given as FingerprintGuardOptions;
  throwIfAny([...issues, ...findAccountIssues(accountOf(options)), ...findSealedIssues(options)]);
  return options;
}

/** Sealed results need no account, so a guard that opens them needs no API key. */
function accountOf(options: FingerprintGuardOptions): AccountOptions {
  return options.sealedKeys?.length ? { ...options, apiKey: options.apiKey ?? '' } : options;
}

function findSealedIssues({ sealedKeys, apiVersion }: FingerprintGuardOptions): string[] {
  return sealedKeys?.length && apiVersion === '2019'
    ? ["sealedKeys: expected apiVersion 'v4' or 'v3': 2019 has no sealed results"]
    : [];
}
