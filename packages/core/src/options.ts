import type { Dispatcher } from 'undici';
import type { Decision } from './decision/decision.js';
import { FingerprintError } from './errors.js';
import type { Logger } from './observe/warnings.js';
import { didYouMean } from './policy/nearest.js';
import type { PolicyConfig } from './policy/policy-config.js';
import type { ClientIpOption } from './request/client-ip.js';
import type { EventFrom } from './request/event-reference.js';
import type { BudgetOption } from './server-api/budget.js';
import type { Region } from './server-api/region.js';
import type { LagOption } from './server-api/retry.js';
import type { EventCache } from './stores/event-cache.js';
import type { ReplayStore } from './stores/replay-store.js';

/** How a guard is configured. Options are read once and never changed. */
export interface FingerprintGuardOptions {
  /** The secret API key of the Fingerprint workspace. Never logged. */
  apiKey?: string | undefined;
  /** Where the account's data is stored. @defaultValue `'global'` */
  region?: Region;
  /** Generation of the Server API. @defaultValue `'v4'` */
  apiVersion?: 'v4';
  /** How the key is sent. @defaultValue `'header'` */
  auth?: 'header';
  /** Where the Server API is, in place of the region's address: an emulator or a proxy. */
  baseUrl?: string;
  /** The policy of a check that names none. @defaultValue `{ extends: 'recommended' }` */
  policy?: PolicyConfig;
  /** Policies by name. @defaultValue `{}` */
  policies?: Readonly<Record<string, PolicyConfig>>;
  /** Where the client puts the event id. @defaultValue well-known headers, body and query fields */
  eventFrom?: EventFrom;
  /** Shape of an event id, checked before any look-up. @defaultValue 1 to 64 of `A-Z a-z 0-9 . _ -` */
  eventIdPattern?: RegExp;
  /** Where the client's address is read. @defaultValue the framework's own */
  clientIp?: ClientIpOption;
  /** Origins events and requests may come from, for `origin-mismatch`. @defaultValue `[]` */
  origins?: readonly string[];
  /** Signals this account's plan always has: their absence is `missing-signals`. @defaultValue `[]` */
  expects?: readonly string[];
  /** The workspace environment events must come from, for `environment-mismatch`. */
  environmentId?: string;
  /** Where used ids are remembered. @defaultValue this process's memory, exact in one process only */
  replayStore?: ReplayStore;
  /** Where events are kept, so that an id is asked for once. @defaultValue this process's memory */
  cache?: EventCache | false;
  /** No policy may allow an older event, ms; bounds what must be remembered. @defaultValue 600000 */
  maxEventAgeMs?: number;
  /** No policy may allow an event further in the future, ms. @defaultValue 30000 */
  maxClockSkewMs?: number;
  /** One bound for a whole look-up, the body included, ms. @defaultValue 2000 */
  deadlineMs?: number;
  /** How long a 404 counts as "not visible yet"; the event may be newer than the API's view. @defaultValue `{ retryForMs: 1000 }` */
  lag?: LagOption;
  /** Look-ups this guard allows itself. @defaultValue unbounded until the API answers 429, then following its answers */
  budget?: BudgetOption;
  /** Called with every decision. One that throws or rejects never breaks a request. */
  onDecision?: (decision: Decision) => void | Promise<void>;
  /** Warned of what fails open, at most once a minute a cause. @defaultValue `console` */
  logger?: Logger | false;
  /** Carries the requests to the Server API. @defaultValue a keep-alive pool of the guard's own */
  dispatcher?: Dispatcher;
  /** The clock, ms since 1970. @defaultValue `Date.now` */
  now?: () => number;
}

const KNOWN: Record<keyof FingerprintGuardOptions, (value: unknown) => string | undefined> = {
  apiKey: text,
  region: oneOf('global', 'eu', 'ap'),
  apiVersion: oneOf('v4'),
  auth: oneOf('header'),
  baseUrl: httpUrl,
  policy: () => undefined,
  policies: plainObject,
  eventFrom: () => undefined,
  eventIdPattern: (value) => (value instanceof RegExp ? undefined : 'expected a regular expression'),
  clientIp: () => undefined,
  origins: texts,
  expects: texts,
  environmentId: text,
  replayStore: withMethods('claim'),
  cache: (value) => (value === false ? undefined : withMethods('get', 'set', 'delete')(value)),
  maxEventAgeMs: milliseconds,
  maxClockSkewMs: (value) => (value === 0 ? undefined : milliseconds(value)),
  deadlineMs: milliseconds,
  lag: numbers({ retryForMs: 0 }),
  budget: numbers({ perSecond: 0.001, burst: 1 }),
  onDecision: callable,
  logger: (value) => (value === false ? undefined : withMethods('warn')(value)),
  dispatcher: withMethods('dispatch'),
  now: callable,
};

/** Names of the contract that this version does not have yet. */
const NOT_BUILT = ['sealedKeys', 'linkedId', 'geo', 'fetch'];

/**
 * Checks the form of every option.
 * @throws FingerprintError `ERR_FP_OPTION` that lists every mistake; `issues` holds them one by one.
 */
export function checkOptions(options: unknown): FingerprintGuardOptions {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) {
    throw new FingerprintError('ERR_FP_OPTION', 'expected options such as { apiKey, region, policy }');
  }
  const issues: string[] = [];
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const mistake = Object.hasOwn(KNOWN, name)
      ? KNOWN[name as keyof FingerprintGuardOptions](value)
      : unknownOption(name);
    if (mistake !== undefined) issues.push(`${name}: ${mistake}`);
  }
  if ((options as FingerprintGuardOptions).apiKey === undefined) {
    issues.push(
      'apiKey: the secret API key is required; without an account, use the one the emulator prints',
    );
  }
  if (issues.length > 0) throw new FingerprintError('ERR_FP_OPTION', issues.join('\n'), { issues });
  return options as FingerprintGuardOptions;
}

function unknownOption(name: string): string {
  if (NOT_BUILT.includes(name)) return 'not available in this version';
  return `unknown option${didYouMean(name, Object.keys(KNOWN))}`;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
    ? undefined
    : 'expected a text without spaces';
}

function oneOf(...values: string[]) {
  return (value: unknown) =>
    values.includes(value as string)
      ? undefined
      : `expected ${values.map((known) => `'${known}'`).join(' or ')}`;
}

function httpUrl(value: unknown): string | undefined {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const usable = url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash;
  return usable ? undefined : 'expected an http(s) URL without credentials, query and fragment';
}

function plainObject(value: unknown): string | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? undefined
    : 'expected an object';
}

function texts(value: unknown): string | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? undefined
    : 'expected a list of texts';
}

/** The largest delay a timer takes. */
const MAX_MS = 2 ** 31 - 1;

function milliseconds(value: unknown): string | undefined {
  const valid = typeof value === 'number' && value > 0 && value <= MAX_MS;
  return valid ? undefined : 'expected a number of milliseconds above 0';
}

/** An object of numbers, each from its least value on. */
function numbers(least: Readonly<Record<string, number>>) {
  return (value: unknown) => {
    const given = value as Record<string, unknown> | null;
    const names = Object.keys(least);
    const complete =
      given !== null && typeof given === 'object' && Object.keys(given).every((name) => name in least);
    const valid =
      complete && names.every((name) => typeof given[name] === 'number' && given[name] >= (least[name] ?? 0));
    return valid ? undefined : `expected { ${names.join(', ')} }, as numbers`;
  };
}

function callable(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : 'expected a function';
}

function withMethods(...names: string[]) {
  return (value: unknown) => {
    const object = value as Record<string, unknown> | null;
    const complete =
      object !== null &&
      typeof object === 'object' &&
      names.every((name) => typeof object[name] === 'function');
    return complete ? undefined : `expected an object with ${names.map((name) => `${name}()`).join(', ')}`;
  };
}
