import {
  type DecisionRecord,
  isFingerprintError,
  type PolicyConfig,
  type PresetName,
} from '@fingerprint-guard/core';
import type { Call } from './call.js';
import { countDecisions } from './decision-counts.js';
import { type DecisionFilter, FILTER_NAMES, matchesFilter, readFilter } from './decision-filter.js';
import { decisionRow } from './decision-row.js';
import type { DecisionStore } from './decision-store.js';
import type { DecisionStreams } from './decision-streams.js';
import { isNotForeign, isOwnOrigin } from './own-origin.js';
import { PAGE } from './page-document.js';
import { compareHeld } from './policy-comparison.js';
import { eventStream, json, page, problem } from './responses.js';

/** The data that the routes serve. */
export interface Sources {
  store: DecisionStore;
  streams: DecisionStreams;
  policies: Readonly<Record<string, PolicyConfig>>;
  /** Identifies this inspector, so that a page notices a restart. */
  instance: string;
}

/** The longest policy that is read, in bytes; a typical one is a few kB. */
const MAX_POLICY_BYTES = 262_144;

type Route = (call: Call, sources: Sources, match: RegExpExecArray) => Response | Promise<Response>;

/** The GET routes, by the end of their path: the beginning is where the application has mounted the inspector. */
const READ: readonly (readonly [RegExp, Route])[] = [
  [/\/api\/decisions\/([^/]+)$/, showDecision],
  [/\/api\/decisions$/, listDecisions],
  [/\/api\/stream$/, watchDecisions],
  [/\/api\/summary$/, summarize],
  [/\/api\/policies$/, (_call, { policies }) => json({ policies })],
  [/\/api(\/|$)/, () => problem(404, 'Not Found')],
];

const COMPARE = /\/compare$/;

/** Answers a request that has access. */
export async function answer(call: Call, sources: Sources): Promise<Response> {
  const { method, url } = call.request;
  const { pathname } = new URL(url);
  const found = READ.map(([pattern, route]) => [pattern.exec(pathname), route] as const).find(
    ([match]) => match !== null,
  );
  if (!found?.[0] && COMPARE.test(pathname))
    return method === 'POST' ? compare(call, sources) : notAllowed('POST');
  if (method !== 'GET' && method !== 'HEAD') return notAllowed('GET, HEAD');
  const response = await read(call, sources, found);
  return method === 'HEAD' ? new Response(null, response) : response;
}

function read(
  call: Call,
  sources: Sources,
  found: readonly [RegExpExecArray | null, Route] | undefined,
): Response | Promise<Response> {
  if (!found?.[0]) return page(PAGE.html, PAGE.scriptHash, PAGE.styleHash);
  if (!isNotForeign(call.request)) return problem(403, 'Forbidden', { detail: 'For the page itself only.' });
  return found[1](call, sources, found[0]);
}

const notAllowed = (allow: string): Response => problem(405, 'Method Not Allowed', { headers: { allow } });

const queryOf = ({ request }: Call): URLSearchParams => new URL(request.url).searchParams;

function held({ store }: Sources, filter: DecisionFilter): DecisionRecord[] {
  const matches = matchesFilter(filter);
  return store.newestFirst().filter((record) => matches(decisionRow(record)));
}

function listDecisions(call: Call, sources: Sources): Response {
  const { store, instance } = sources;
  const decisions = held(sources, readFilter(queryOf(call))).map(decisionRow);
  return json({ instance, size: store.size, seen: store.seen, decisions });
}

function showDecision(_call: Call, { store }: Sources, [, id = '']: RegExpExecArray): Response {
  const decision = store.find(decoded(id));
  return decision ? json(decision) : problem(404, 'Not Found', { detail: 'It is not kept, or no longer.' });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function watchDecisions({ request }: Call, { store, streams, instance }: Sources): Response {
  if (request.method === 'HEAD') return eventStream(null);
  if (streams.full) return problem(503, 'Service Unavailable', { headers: { 'retry-after': '5' } });
  return eventStream(streams.open({ instance, size: store.size }));
}

function summarize(call: Call, sources: Sources): Response {
  const { store } = sources;
  const counts = countDecisions(held(sources, readFilter(queryOf(call))).map(decisionRow));
  return json({ size: store.size, seen: store.seen, ...counts });
}

/** Judges the kept decisions by a policy from the request. It changes and stores nothing. */
async function compare(call: Call, sources: Sources): Promise<Response> {
  if (!isOwnOrigin(call.request))
    return problem(403, 'Forbidden', { detail: 'For the inspector’s own page only.' });
  if (!/^application\/json\b/i.test(call.request.headers.get('content-type') ?? ''))
    return problem(415, 'Unsupported Media Type', { detail: 'Expected application/json.' });
  let asked: { policy?: unknown; filter?: unknown };
  try {
    asked = Object(JSON.parse(await call.readBody(MAX_POLICY_BYTES)));
  } catch (error) {
    if (error instanceof RangeError) return problem(413, 'Content Too Large');
    return problem(400, 'Bad Request', { detail: 'Expected JSON: { "policy": … }.' });
  }
  try {
    const filter = readFilter(asFilterQuery(asked.filter));
    return json(compareHeld(asked.policy as PolicyConfig | PresetName, held(sources, filter)));
  } catch (error) {
    if (!isFingerprintError(error)) throw error;
    const { code, message, issues = [message] } = error;
    return problem(422, 'The policy has issues', { code, issues });
  }
}

function asFilterQuery(filter: unknown): URLSearchParams {
  const fields = Object(filter) as Record<string, unknown>;
  const texts = FILTER_NAMES.filter((name) => typeof fields[name] === 'string');
  return new URLSearchParams(texts.map((name) => [name, String(fields[name])] as [string, string]));
}
