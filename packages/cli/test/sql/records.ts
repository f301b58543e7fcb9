import type { DecisionRecord } from '@fingerprint-guard/core';
import fc from 'fast-check';
import {
  EVENT_SHAPE,
  type FactKind,
  isShape,
  LABEL_SHAPE,
  type Shape,
  type ShapeNode,
} from '../../../core/src/event/event-shape.js';
import { SIGNAL_KINDS } from '../../../core/src/signals/signals.js';

/** The fields of a record that a policy reads. */
export type Judged = Pick<DecisionRecord, 'id' | 'required' | 'signals' | 'event'>;

/** Numbers around the bounds that rules have, and others. */
const numbers = fc.oneof(
  fc.constantFrom(0, -0, 0.3, 0.5, 0.8, 0.9, 1, 3, 5, 6, 10, 11, 15, 20, 21, 500, 900),
  fc.constantFrom(-40_000, -30_000, 30_000, 30_001, 120_000, 120_001, 86_400_000, 1_777_636_800_000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** Strings that rules look for, and others. */
export const STRINGS = [
  ...['bad', 'good', 'not_detected', 'block', 'allow', 'low', 'medium', 'high', 'residential', 'data_center'],
  ...['ai_agent', 'ai_browser', 'scraping', 'verified', 'signed', 'spoofed', 'unknown', 'OpenAI', 'Google'],
  ...[
    'https://shop.example',
    'https://a.shop.example',
    'https://.shop.example',
    'http://a.shop.example',
    'null',
  ],
  ...['', '5', 'true', "it's", 'a\\b', 'line\nbreak', '"quoted"', 'Zoë 👋', '%', '_'],
  // NUL, a terminal's colours, a change of direction, a byte order mark, and a joined emoji.
  ...['\0', 'a\0b', '\u001b[31m', '\u202egold\u202c', '\ufeffgold', '👩\u200d👧'],
];
const strings = fc.constantFrom(...STRINGS);

/** An open value can be any JSON. */
const anything = fc.oneof(
  strings,
  numbers,
  fc.boolean(),
  fc.constantFrom(null, [], [1], ['bad'], {}, { deep: 'gold' }, { deep: 5 }, { deep: { deeper: true } }),
);

/** Usual values of some fields, so that rules find matches. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  confidence: ['low', 'medium', 'high', 'very high'],
  bot: ['bad', 'good', 'not_detected'],
  type: ['residential', 'data_center', 'unknown', 'block'],
  ruleAction: ['allow', 'block'],
  generation: ['v4', '2019'],
  agentIdentity: ['verified', 'signed', 'spoofed', 'unknown'],
  agentCategory: ['ai_agent', 'ai_browser', 'scraping'],
  agentProvider: ['OpenAI', 'Google'],
  eventOrigin: ['https://shop.example', 'https://a.shop.example', 'http://a.shop.example'],
  requestOrigin: ['https://shop.example', 'https://.shop.example', 'null'],
};

const texts = (name: string, values: readonly string[] = []) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...(USUAL[name] ?? STRINGS), ...values) }, strings);

/** What a warehouse may return in place of a fact: nothing known, or a value of another type. */
const otherTypes = fc.constantFrom<unknown>(
  null,
  '5',
  'true',
  5,
  true,
  [],
  ['bad'],
  [50],
  [null, 5, 'event.timestamp', { deep: 'gold' }],
  {},
  { deep: 'gold' },
);

function facts(shape: Shape): fc.Arbitrary<object> {
  const fields = Object.entries(shape).map(
    ([name, node]) => [name, fc.oneof({ weight: 15, arbitrary: fact(node, name) }, otherTypes)] as const,
  );
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

function fact(node: ShapeNode, name: string): fc.Arbitrary<unknown> {
  if (isShape(node)) return facts(node);
  if (node === 'boolean') return fc.boolean();
  if (node === 'number') return numbers;
  if (node === 'list') return fc.subarray(['bot', 'event.timestamp', 'vpn']);
  if (node === 'labels') return fc.array(label, { maxLength: 3 });
  if (name === 'failed') return fc.constantFrom({ vpn: 'Failed' });
  if (node === 'open') return fc.dictionary(fc.constantFrom('plan', 'Plan', 'a b', 'ünï/~'), anything);
  return texts(name, typeof node === 'string' ? [] : (node as readonly string[]));
}

const label = fc.record(
  {
    label: fc.constantFrom('abuse', 'automation tool'),
    ...Object.fromEntries(Object.entries(LABEL_SHAPE).map(([name, kind]) => [name, fact(kind, name)])),
  },
  { requiredKeys: ['label'] },
);

const { raw: _, ...RECORDED } = EVENT_SHAPE;
const signals: Readonly<Record<string, FactKind>> = SIGNAL_KINDS;

/** A few facts, most of them harmless, so that some records are allowed. */
const fewSignals = fc.record(
  {
    lookup: fc.constantFrom('found', 'unavailable', 'refused'),
    reference: fc.constantFrom('id', 'malformed'),
    replayStore: fc.constantFrom('ok', 'unavailable'),
    bot: fc.constantFrom('not_detected', 'good', 'bad'),
    incognito: fc.boolean(),
    confidence: numbers,
  },
  { requiredKeys: [] },
);
const fewFields = fc.record(
  { generation: fc.constantFrom('v4', '2019'), rareDevice: fc.boolean(), tags: fact('open', 'tags') },
  { requiredKeys: [] },
);

/** Records, with whatever signals and whatever event. */
export const records: fc.Arbitrary<Judged> = fc
  .record({
    required: fc.boolean(),
    signals: fc.oneof(facts(signals), fewSignals),
    event: fc.option(fc.oneof(facts(RECORDED), fewFields), { nil: undefined }),
  })
  .map(({ event, ...record }) => {
    const withFailed = event && { failed: {}, ...event };
    // As in a log: without undefined values, and -0 is 0.
    return JSON.parse(JSON.stringify({ id: '', ...record, event: withFailed })) as Judged;
  });
