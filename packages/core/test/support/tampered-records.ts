import fc from 'fast-check';
import { EVENT_SHAPE, isShape, type ShapeNode } from '../../src/event/event-shape.js';
import { type DecisionRecord, decisionRecord, evaluatePolicy } from '../../src/index.js';
import { SIGNAL_KINDS } from '../../src/signals/signals.js';

function fact(node: ShapeNode): unknown {
  if (isShape(node))
    return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, fact(inner)]));
  if (node === 'boolean') return true;
  if (node === 'number') return 50;
  if (node === 'list') return ['bot', 'vpn'];
  if (node === 'labels') return [{ label: 'abuse', prediction: true, mlScore: 0.9 }];
  if (node === 'open') return { plan: 'gold' };
  return typeof node === 'string' ? 'some' : node[0];
}

/** A record that has every field. */
export const FULL_RECORD: DecisionRecord = JSON.parse(
  JSON.stringify({
    ...decisionRecord(
      evaluatePolicy('strict', {
        id: 'full',
        at: 1,
        signals: { ...(fact(SIGNAL_KINDS) as object), lookup: 'found' },
        event: fact(EVENT_SHAPE) as never,
        request: { method: 'POST', path: '/login', route: '/login' },
      }),
    ),
    error: { code: 'ERR_FP_TIMEOUT', message: 'late', status: 500, apiCode: 'Late' },
    shadow: {
      policy: 'next',
      policyRevision: '000000000000',
      action: 'deny',
      reasons: [{ rule: 'tor', level: 'deny', message: 'tor' }],
      unknown: ['vpn'],
    },
    erased: ['signals.clientIp'],
    omitted: ['event.tags'],
    sampled: 0.5,
  }),
);

type Path = readonly (string | number)[];

/** The path of each value of some JSON, the whole of it first. */
const pathsIn = (json: unknown, path: Path = []): Path[] => [
  path,
  ...(json !== null && typeof json === 'object'
    ? Object.entries(json).flatMap(([name, value]) => pathsIn(value, [...path, name]))
    : []),
];

function replaced(json: unknown, [step, ...steps]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  const copy = (Array.isArray(json) ? [...json] : { ...(json as object) }) as Record<string, unknown>;
  copy[step] = replaced(copy[step], steps, value);
  return copy;
}

/** The full record with a value in place of each of its fields, one at a time, at any depth. */
export const tamperedWith = (value: unknown): unknown[] =>
  pathsIn(FULL_RECORD).map((path) => replaced(FULL_RECORD, path, value));

/** JSON that cannot be turned into a string, or that looks like what it is not. */
export const ODD_JSON: readonly unknown[] = [
  null,
  { toString: 1, valueOf: 1 },
  [{ toString: 1, valueOf: 1 }],
  [null, 5, 'bot', ['event.timestamp']],
  { length: 2, 0: 'bot' },
  JSON.parse('{"__proto__":{"includes":1},"constructor":1}'),
  [],
  -1e308,
  true,
  'constructor',
];

/** The full record with any JSON in place of some of its fields, at any depth. */
export const tamperedRecords: fc.Arbitrary<unknown> = fc
  .array(fc.tuple(fc.nat(), fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...ODD_JSON))), {
    minLength: 1,
    maxLength: 4,
  })
  .map((changes) =>
    changes.reduce<unknown>((record, [place, value]) => {
      const paths = pathsIn(record);
      return replaced(record, paths[place % paths.length] ?? [], value);
    }, FULL_RECORD),
  );
