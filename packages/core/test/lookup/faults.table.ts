import type { RequestListener } from 'node:http';
import type { Fault } from '@fingerprint-guard/emulator';
import { freePort } from '../../../../test/support/free-port.js';
import type { FingerprintGuardOptions } from '../../src/index.js';

type Version = 'v4' | 'v3';

/** The outcome of a lookup, in terms of the decision. */
export interface Ending {
  lookup: string;
  cause?: string;
  /** The rule that matches; undefined if the event was found whole. */
  rule?: keyof typeof LEVELS;
  code?: string;
  status?: number;
}

/** A failure: a fault of the emulator, a custom upstream, or no upstream. */
export interface Trouble {
  fault?: Fault;
  answers?: (version: Version, id: string) => RequestListener;
  baseUrl?: () => Promise<string>;
  options?: Partial<FingerprintGuardOptions>;
  /** Further signals of the decision. */
  signals?: object;
  atLeastMs?: number;
}

/** The level of each rule in the presets. */
export const LEVELS = {
  'api-unavailable': { recommended: 'observe', strict: 'deny' },
  'api-refused': { recommended: 'observe', strict: 'deny' },
  'over-budget': { recommended: 'challenge', strict: 'deny' },
  'unknown-event': { recommended: 'deny', strict: 'deny' },
  'malformed-event': { recommended: 'deny', strict: 'deny' },
  'missing-signals': { recommended: 'challenge', strict: 'deny' },
} as const;

const found: Ending = { lookup: 'found' };
const failed = (cause: string, code: string, status?: number): Ending => ({
  lookup: 'unavailable',
  cause,
  rule: cause === 'rate-limited' ? 'over-budget' : 'api-unavailable',
  code,
  ...(status === undefined ? {} : { status }),
});
const status = (code: number) => failed('status', 'ERR_FP_API_STATUS', code);
const network = failed('network', 'ERR_FP_NETWORK');
const timeout = failed('timeout', 'ERR_FP_TIMEOUT');
const badResponse = failed('bad-response', 'ERR_FP_BAD_RESPONSE', 200);
const foreign = (code: number) => failed('foreign-answer', 'ERR_FP_FOREIGN_ANSWER', code);
const lacking: Ending = { lookup: 'found', rule: 'missing-signals' };
const limited = failed('rate-limited', 'ERR_FP_RATE_LIMITED', 429);
const refused = (cause: 'key' | 'region' | 'subscription'): Ending => ({
  lookup: 'refused',
  cause,
  rule: 'api-refused',
  code: `ERR_FP_API_${cause.toUpperCase()}`,
  status: 403,
});
const unknown: Ending = {
  lookup: 'unknown',
  rule: 'unknown-event',
  code: 'ERR_FP_EVENT_NOT_FOUND',
  status: 404,
};
const malformed: Ending = {
  lookup: 'refused',
  rule: 'malformed-event',
  code: 'ERR_FP_BAD_REQUEST',
  status: 400,
};

const patient = { deadlineMs: 2000 };
const fault = (kind: Fault['kind'], more: object = {}): Trouble => ({ fault: { kind, ...more } as Fault });
const answer =
  (code: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(body);
  };
const answers = (...given: Parameters<typeof answer>): Trouble => ({ answers: () => answer(...given) });

/** An honest event, with this ID and time. */
function eventOf(version: Version, id: string, timestamp: number | null): string {
  const identification = { data: { requestId: id, timestamp } };
  return JSON.stringify(
    version === 'v3' ? { products: { identification } } : { event_id: id, timestamp, bot: 'not_detected' },
  );
}

/** An address that nothing listens on. */
const nowhere = async () => `http://127.0.0.1:${await freePort()}`;

/** Every possible failure of one lookup, and its outcome, in v4 and in v3. */
export const TROUBLES: [what: string, trouble: Trouble, ending: Ending][] = [
  ['nothing', {}, found],
  ['500 once', { ...fault('status', { status: 500, times: 1 }), options: patient }, found],
  ['500 always', fault('status', { status: 500 }), status(500)],
  ['503 twice', { ...fault('status', { status: 503, times: 2 }), options: patient }, found],
  ['429 once', { ...fault('status', { status: 429, times: 1 }), options: patient }, found],
  [
    '429, a wait that fits the deadline',
    { ...fault('status', { status: 429, retryAfter: 1, times: 1 }), options: patient, atLeastMs: 990 },
    found,
  ],
  [
    '429, a wait that does not',
    { ...fault('status', { status: 429, retryAfter: 7 }), signals: { retryAfterMs: 7000 } },
    limited,
  ],
  ['403 of a wrong key', fault('status', { status: 403 }), refused('key')],
  ['403 without a key', fault('status', { status: 403, code: 'secret_api_key_required' }), refused('key')],
  [
    '403 of a key for less',
    fault('status', { status: 403, code: 'workspace_scoped_secret_key_required' }),
    refused('key'),
  ],
  [
    '403 of tomorrow',
    answers(403, JSON.stringify({ error: { code: 'something_new', message: '' } })),
    refused('key'),
  ],
  ['403 of a wrong region', fault('status', { status: 403, code: 'wrong_region' }), refused('region')],
  [
    '403 of a subscription that ended',
    fault('status', { status: 403, code: 'subscription_not_active' }),
    refused('subscription'),
  ],
  [
    '403 of a feature not bought',
    fault('status', { status: 403, code: 'feature_not_enabled' }),
    refused('subscription'),
  ],
  ['400', fault('status', { status: 400 }), malformed],
  [
    '400 of a request read too slowly, once',
    { ...fault('status', { status: 400, code: 'request_read_timeout', times: 1 }), options: patient },
    found,
  ],
  [
    '400 of a request read too slowly, always',
    { ...fault('status', { status: 400, code: 'request_read_timeout' }), options: patient },
    status(400),
  ],
  ['an answer that comes late', { ...fault('delay', { ms: 200 }), options: patient }, found],
  ['an answer that comes too late', fault('delay', { ms: 5000 }), timeout],
  ['silence', { answers: () => () => {} }, timeout],
  ['a body that comes late', { ...fault('slow-body', { ms: 200 }), options: patient }, found],
  ['a body that comes too late', fault('slow-body', { ms: 5000 }), timeout],
  ['an answer broken off once', { ...fault('truncate', { times: 1 }), options: patient }, found],
  ['an answer broken off', { ...fault('truncate'), options: patient }, network],
  ['a connection reset once', { ...fault('reset', { times: 1 }), options: patient }, found],
  ['a connection reset', { ...fault('reset'), options: patient }, network],
  ['a connection refused', { baseUrl: nowhere, options: patient }, network],
  ['an answer without end', { ...answers(200, 'x'.repeat(5 * 1024 * 1024)), options: patient }, network],
  ['an answer that is not JSON', fault('not-json'), foreign(200)],
  ['an empty answer', answers(200, ''), foreign(200)],
  ['an answer that is no event', answers(200, '[]'), badResponse],
  [
    'the event of another ID',
    { answers: (version) => answer(200, eventOf(version, 'other', Date.now())) },
    { ...unknown, status: 200 },
  ],
  ['an event without a time', { answers: (version, id) => answer(200, eventOf(version, id, null)) }, lacking],
  ['a proxy in the way', answers(502, '<html>Bad Gateway'), status(502)],
  ['a redirect', answers(302, '', { location: '/elsewhere' }), foreign(302)],
  ['400 of a gateway', answers(400, JSON.stringify({ error: { code: 'of_a_gateway' } })), foreign(400)],
  ['401 of a gateway', answers(401, '{"message":"Unauthorized"}'), foreign(401)],
  ['403 of a firewall', answers(403, '<html>Forbidden'), foreign(403)],
  ['404 of a router', answers(404, '<html>Not Found'), foreign(404)],
  ['429 of a gateway', answers(429, '<html>Too Many Requests', { 'retry-after': '7' }), limited],
  ['503 of the API', fault('status', { status: 503, code: 'service_unavailable' }), status(503)],
  ['an event not visible at once', { ...fault('lag', { ms: 200 }), options: patient }, found],
  [
    'an event not visible within the lag',
    { ...fault('lag', { ms: 60_000 }), options: { lag: { retryForMs: 150 } } },
    unknown,
  ],
  [
    'an event not visible within the deadline',
    { ...fault('lag', { ms: 60_000 }), options: { lag: { retryForMs: 5000 } } },
    unknown,
  ],
];
