import { describe, expect, test } from '@jest/globals';
import {
  decisionRecord,
  definePolicy,
  type Evidence,
  evaluatePolicy,
  type PolicyConfig,
  type PresetName,
  signalType,
} from '../../src/index.js';
import { isPlainObject } from '../../src/lib/is-object.js';
import { compileSignalPath, SIGNAL_PATHS } from '../../src/signals/signal-path.js';
import { SIGNAL_NAMES } from '../../src/signals/signals.js';
import { FULL_RECORD, ODD_JSON, tamperedWith } from '../support/tampered-records.js';

/** One value of each type. */
const VALUES = { boolean: true, number: 50, string: '50', array: [50], object: { deep: 50 } };

/** The facts of a visit with this value at a path, and nothing else in them. */
function factsWith(path: string, value: unknown): Evidence {
  const [head, ...steps] = path.split('.');
  if (head !== 'event') return { signals: { lookup: 'found', [path]: value } };
  const nested = steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
  return { signals: { lookup: 'found' }, event: { failed: {}, ...(nested as object) } as never };
}

const outcome = (policy: PolicyConfig | PresetName, evidence: Evidence) => {
  const { action, reasons, unknown } = evaluatePolicy(policy, evidence);
  return { action, rules: reasons.map(({ rule }) => rule), unknown };
};

/** A string that a signal can be. */
function stringOf(path: string): string {
  const kind = compileSignalPath(path)?.kind;
  return typeof kind === 'object' ? String(kind[0]) : 'never';
}

const PATHS = [...new Set([...SIGNAL_NAMES, ...SIGNAL_PATHS])].filter(
  (path) => !['any', 'array'].includes(signalType(path) as string) && path !== 'lookup',
);

/** What a record may contain at a path in place of its fact. */
const othersThan = (path: string): unknown[] => [
  null,
  ...Object.entries(VALUES).flatMap(([type, value]) => (type === signalType(path) ? [] : [value])),
];

describe('in recorded facts, null and a value of another type are as unknown as what is missing', () => {
  test.each(['recommended', 'strict', 'observe-all'] as const)('to %s', (preset) => {
    const told = PATHS.filter((path) => {
      const outcomeOf = (value: unknown) => JSON.stringify(outcome(preset, factsWith(path, value)));
      const missing = outcomeOf(undefined);
      return othersThan(path).some((value) => outcomeOf(value) !== missing);
    });
    expect(told).toEqual([]);
  });

  test.each(['eq', 'ne', 'in', 'notIn'])('to the comparison %s of a custom rule', (operator) => {
    const told = PATHS.filter((path) => {
      const type = signalType(path) as keyof typeof VALUES;
      if (type === 'object') return false;
      const operand = type === 'string' ? stringOf(path) : VALUES[type];
      const when = { [path]: { [operator]: /in/i.test(operator) ? [operand] : operand } };
      const policy = definePolicy({ rules: { own: ['deny', { when }] } } as PolicyConfig);
      return othersThan(path).some(
        (value) => !outcome(policy, factsWith(path, value)).unknown.includes('own'),
      );
    });
    expect(told).toEqual([]);
  });

  test.each(['5', null, [1], undefined])('failed: %j means that no product failed', (failed) => {
    const evidence = { signals: { missingSignals: [] }, event: { failed } } as unknown as Evidence;
    const policy: PolicyConfig = { rules: { 'missing-signals': ['deny', { signals: ['missingSignals'] }] } };
    expect(outcome(policy, evidence).action).toBe('allow');
  });

  test.each([undefined, null])('failed: %j is unknown to a condition', (failed) => {
    const evidence = { signals: {}, event: { failed } } as unknown as Evidence;
    const policy = { rules: { own: ['deny', { when: { 'event.failed': { ne: 'all' } } }] } } as PolicyConfig;
    expect(outcome(policy, evidence).unknown).toContain('own');
  });

  test.each<[string, unknown]>([
    ['missing-signals', [{ toString: 1 }]],
    ['signals-unavailable', [null]],
    ['signals-over-budget', [['vpn'], 'vpn']],
  ])('%s: an item that is not a string counts, and is not shown: %j', (rule, items) => {
    const signals = { missingSignals: items, unavailableSignals: items, overBudgetSignals: items } as never;
    const { reasons } = evaluatePolicy(
      { extends: 'observe-all', rules: { [rule]: 'deny' } },
      { signals: { lookup: 'found', ...(signals as object) } },
    );
    expect(reasons[0]?.message).toContain('unknown');
  });

  test('what else a record holds of its decision', () => {
    const wrong = {
      id: 5,
      at: '2026',
      required: 'false',
      source: null,
      elapsedMs: [1],
      request: { method: null, path: 5, route: ['/login'] },
    };
    const signals = { tor: true };
    const policy = definePolicy({ rules: { tor: 'deny' } });
    expect(decisionRecord(evaluatePolicy(policy, { ...wrong, signals } as never))).toEqual(
      decisionRecord(evaluatePolicy(policy, { signals })),
    );
  });

  test.each(ODD_JSON)('any field: %j', (value) => {
    const policy = definePolicy('strict');
    for (const record of tamperedWith(value)) {
      const evidence = record as Evidence;
      if (!isPlainObject(evidence?.signals))
        expect(() => evaluatePolicy(policy, evidence)).toThrow(
          expect.objectContaining({ code: 'ERR_FP_OPTION' }),
        );
      else {
        const { id, at, required, blocked, source, elapsedMs, request } = evaluatePolicy(policy, evidence);
        const types = [id, at, required, blocked, source, elapsedMs, request.method].map((of) => typeof of);
        expect(types.join()).toBe('string,number,boolean,boolean,string,number,string');
      }
    }
  });

  test('a string is not an event', () => {
    const evidence = { signals: {}, event: 'event' } as unknown as Evidence;
    expect(outcome({ rules: { 'rare-device': 'deny' } }, evidence).unknown).toContain('rare-device');
  });

  test("a label's score", () => {
    const policy: PolicyConfig = {
      rules: { own: ['deny', { when: { 'event.labels.abuse.mlScore': { ne: 1 } } }] },
    };
    const scored = (mlScore: unknown) =>
      outcome(policy, factsWith('event.labels', [{ label: 'abuse', mlScore }, null]));
    expect(scored('0.9').unknown).toContain('own');
    expect(scored(0.9).action).toBe('deny');
  });
});

describe('what is of its type counts', () => {
  test.each<[Evidence['signals'], PolicyConfig['rules']]>([
    [{ suspectScore: 50 }, { 'suspect-score': 'deny' }],
    [{ incognito: true }, { incognito: 'deny' }],
    [{ ipMatch: 'different' }, { 'ip-mismatch': 'deny' }],
    [{ bot: 'a new one' }, { own: ['deny', { when: { bot: { ne: 'bad' } } }] }],
  ])('%j', (signals, rules) => {
    expect(outcome({ rules } as PolicyConfig, { signals }).action).toBe('deny');
  });

  test('the facts are passed on as they are, and never changed', () => {
    const signals = Object.freeze({ incognito: true, suspectScore: null as never });
    const event = Object.freeze({ failed: {}, rareDevice: true }) as never;
    expect(evaluatePolicy('recommended', { signals: { incognito: true }, event }).event).toBe(event);
    expect(evaluatePolicy('recommended', { signals, event }).signals).toEqual({ incognito: true });
    const whole = evaluatePolicy('recommended', FULL_RECORD);
    for (const name of ['signals', 'event', 'request', 'id', 'at', 'required'] as const)
      expect(whole[name]).toBe(FULL_RECORD[name]);
  });
});
