import type { ApiCallKind } from '../api/call-kind.js';
import { EmulatorError } from '../emulator-error.js';
import { isObject, type JsonObject } from '../json.js';

interface Counted {
  /** The number of requests that it spoils; by default, all. */
  readonly times?: number;
}

interface Striking extends Counted {
  /** The call that it spoils; by default, every call. */
  readonly call?: ApiCallKind;
}

interface Timed extends Striking {
  /** The length of the delay, in milliseconds. */
  readonly ms: number;
}

/** Answers with an error status; keys are not even checked. */
interface StatusFault extends Striking {
  readonly kind: 'status';
  /** 400 to 599. */
  readonly status: number;
  /** The documented error, of those with that status. */
  readonly code?: string;
  /** Whole seconds, sent as `Retry-After`. */
  readonly retryAfter?: number;
}

/** Answers late, but correctly. */
interface DelayFault extends Timed {
  readonly kind: 'delay';
}

/** Sends half of the right answer's body, and the rest late. */
interface SlowBodyFault extends Timed {
  readonly kind: 'slow-body';
}

/** Breaks the connection after half of the right answer's body. */
interface TruncateFault extends Striking {
  readonly kind: 'truncate';
}

/** Answers 200 with a page of HTML, as a captive portal does. */
interface NotJsonFault extends Striking {
  readonly kind: 'not-json';
}

/** Resets the connection without an answer. */
interface ResetFault extends Striking {
  readonly kind: 'reset';
}

/** Answers 200, with an error instead of the products' results: v3 reports limits and failures that way, too. */
interface ProductsFault extends Striking {
  readonly kind: 'products';
  /** The code of each error, such as `TooManyRequests`, `429 Too Many Requests` or `Failed`. */
  readonly code: string;
  /** The products that fail; by default, all of the event's. */
  readonly products?: readonly string[];
}

/** Answers 404 for an event younger than `ms`. */
export interface LagFault extends Counted {
  readonly kind: 'lag';
  /** The maximum age, in milliseconds. */
  readonly ms: number;
}

/** The faults that can be put in force, one at a time. */
export type Fault =
  | StatusFault
  | DelayFault
  | SlowBodyFault
  | TruncateFault
  | NotJsonFault
  | ResetFault
  | ProductsFault
  | LagFault;

type Check = readonly [holds: (value: unknown) => boolean, expected: string];

const integer = (from: number, to: number): Check => [
  (value) => Number.isInteger(value) && (value as number) >= from && (value as number) <= to,
  `a whole number from ${from} to ${to}`,
];
// A timer of Node cannot wait longer than this.
const MS = integer(0, 2_147_483_647);
const SECONDS = integer(0, 2_147_483_647);
const TIMES = integer(1, Number.MAX_SAFE_INTEGER);
const CODE: Check = [(value) => typeof value === 'string' && value !== '', 'a string'];
const PRODUCTS: Check = [
  (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  'an array of names',
];
const CALLS: readonly unknown[] = ['event', 'search', 'visits', 'related', 'update', 'delete', 'edge'];
const CALL: Check = [(value) => CALLS.includes(value), `one of ${CALLS.join(', ')}`];

const FIELDS_OF: Readonly<Record<Fault['kind'], Readonly<Record<string, Check>>>> = {
  status: { status: integer(400, 599), times: TIMES, retryAfter: SECONDS, code: CODE, call: CALL },
  delay: { ms: MS, times: TIMES, call: CALL },
  'slow-body': { ms: MS, times: TIMES, call: CALL },
  truncate: { times: TIMES, call: CALL },
  'not-json': { times: TIMES, call: CALL },
  reset: { times: TIMES, call: CALL },
  products: { code: CODE, products: PRODUCTS, times: TIMES, call: CALL },
  lag: { ms: MS, times: TIMES },
};
const REQUIRED = ['status', 'ms'];

/**
 * Checks a value that should be a fault, and copies it.
 * @throws EmulatorError that names the wrong field, or lists the known kinds.
 */
export function parseFault(value: unknown): Fault {
  if (!isObject(value)) throw new EmulatorError('a fault must be an object such as { "kind": "reset" }');
  const { kind } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(FIELDS_OF, kind)) {
    const known = Object.keys(FIELDS_OF).join(', ');
    throw new EmulatorError(`unknown fault kind ${JSON.stringify(kind)}; known kinds: ${known}`);
  }
  const fields = FIELDS_OF[kind as Fault['kind']];
  for (const name of kind === 'products' ? ['code'] : REQUIRED) {
    if (Object.hasOwn(fields, name) && value[name] === undefined) {
      throw new EmulatorError(`a fault of kind ${kind} needs ${name}`);
    }
  }
  return { ...checked(value, kind, fields), kind } as unknown as Fault;
}

function checked(value: JsonObject, kind: string, fields: Readonly<Record<string, Check>>): JsonObject {
  const { kind: _, ...rest } = value;
  for (const [name, given] of Object.entries(rest)) {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!check) {
      throw new EmulatorError(
        `a fault of kind ${kind} has no ${name}; it has ${Object.keys(fields).join(', ')}`,
      );
    }
    if (given !== undefined && !check[0](given))
      throw new EmulatorError(`${name} of a fault must be ${check[1]}`);
  }
  return rest;
}
