import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { ApiErrors } from '../api/errors.js';
import { type Answer, send, sendHead } from '../http/answer.js';
import { isObject } from '../json.js';
import type { Fault, LagFault } from './fault.js';

/** The means of a fault: the response, the right answer, made only on demand, and the call's errors. */
interface Exchange {
  readonly response: ServerResponse;
  readonly answer: () => Answer;
  readonly errors: ApiErrors;
}

type Striking = Exclude<Fault, LagFault>;
type Strike<K extends Striking['kind']> = (
  fault: Extract<Striking, { kind: K }>,
  exchange: Exchange,
) => void | Promise<void>;

const STRIKES: { readonly [K in Striking['kind']]: Strike<K> } = {
  status: ({ status, code, retryAfter }, { response, errors }) => {
    const answer = errors.forStatus(status, code);
    const wait = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
    send(response, { ...answer, headers: { ...answer.headers, ...wait } });
  },
  delay: async ({ ms }, { response, answer }) => {
    if (await stillOpenAfter(ms, response)) send(response, answer());
  },
  'slow-body': async ({ ms }, { response, answer }) => {
    const [first, rest] = halves(response, answer());
    response.write(first);
    if (await stillOpenAfter(ms, response)) response.end(rest);
  },
  truncate: (_, { response, answer }) => {
    const [first] = halves(response, answer());
    response.write(first, () => response.destroy());
  },
  'not-json': (_, { response }) => {
    const body = '<!doctype html><title>Sign in</title><p>Sign in to use this network.</p>\n';
    send(response, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body });
  },
  products: ({ code, products }, { response, answer }) => {
    const right = answer();
    const body = right.body === '' ? '' : JSON.stringify(withFailed(JSON.parse(right.body), code, products));
    send(response, { ...right, body });
  },
  reset: (_, { response }) => {
    response.socket?.resetAndDestroy();
  },
};

/** Sends the right answer, or what a fault turns it into. */
export async function deliver(fault: Striking | undefined, exchange: Exchange): Promise<void> {
  if (!fault) send(exchange.response, exchange.answer());
  else await (STRIKES[fault.kind] as Strike<Striking['kind']>)(fault as never, exchange);
}

/** An answer of v3 in which products failed, of one event or of each event of a search; any other as it is. */
function withFailed(answer: unknown, code: string, names: readonly string[] | undefined): unknown {
  if (!isObject(answer)) return answer;
  if (Array.isArray(answer.events)) {
    return { ...answer, events: answer.events.map((event) => withFailed(event, code, names)) };
  }
  if (!isObject(answer.products)) return answer;
  const error = { code, message: (code.startsWith('429') ? 'too many requests' : code).toLowerCase() };
  const failed = Object.keys(answer.products)
    .filter((name) => names?.includes(name) ?? true)
    .map((name) => [name, { error }]);
  return { ...answer, products: { ...answer.products, ...Object.fromEntries(failed) } };
}

function halves(response: ServerResponse, answer: Answer): [first: Buffer, rest: Buffer] {
  sendHead(response, answer);
  const body = Buffer.from(answer.body);
  const middle = Math.ceil(body.length / 2);
  return [body.subarray(0, middle), body.subarray(middle)];
}

/** Waits, but no longer than the connection lives; false when it ended first. */
async function stillOpenAfter(ms: number, response: ServerResponse): Promise<boolean> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    await pause(ms, undefined, { signal: gone.signal });
  } catch {
    return false;
  }
  return true;
}
