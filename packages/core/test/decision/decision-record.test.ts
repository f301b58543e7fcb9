import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { EVENT_SHAPE, isShape, type Shape } from '../../src/event/event-shape.js';
import {
  type Condition,
  type Decision,
  decisionRecord,
  evaluatePolicy,
  type FingerprintEvent,
  type Signals,
} from '../../src/index.js';
import { SIGNAL_KINDS } from '../../src/signals/signals.js';
import { hostileDecisions } from '../support/hostile-decisions.js';
import { recordSchema } from '../support/record-schema.js';
import { requestFor, useEmulator } from '../support/scene.js';
import { foundAlike } from '../support/whole-event.js';

const scene = useEmulator();
const published = new URL('../../decision-record.schema.json', import.meta.url);
const ajv = new Ajv();
const isRecord = ajv.compile(JSON.parse(readFileSync(published, 'utf8')));
const isOfThisVersion = ajv.compile(recordSchema(true));
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** A decision on an event in which every product found something. */
function wholeDecision(signals: Signals = {}): Decision {
  const event: FingerprintEvent = {
    eventId: '1.abc',
    generation: 'v4',
    linkedId: 'alice',
    ip: '203.0.113.7',
    url: 'https://shop.example/reset?token=secret',
    tags: { email: 'alice@shop.example', plan: 'free' },
    raw: { everything: 'x'.repeat(12_000) },
    ...foundAlike,
  };
  return evaluatePolicy('strict', {
    signals: { lookup: 'found', visitorId: 'v', clientIp: '203.0.113.7', ...signals },
    event,
    id: 'd-1',
    at: 1_700_000_000_000,
    request: { method: 'POST', path: '/login', route: '/login' },
  });
}

describe('a record', () => {
  test('is described by the published schema; UPDATE_SCHEMA=1 rewrites it', () => {
    if (process.env.UPDATE_SCHEMA) writeFileSync(published, `${JSON.stringify(recordSchema(), null, 2)}\n`);
    expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(JSON.parse(JSON.stringify(recordSchema())));
  });

  test('of a real decision is a quarter of its size, and says the same', async () => {
    const { guard } = scene.guard();
    const { eventId } = await scene.emulator.createEvent('vpn', {
      linked_id: 'alice',
      raw_device_attributes: { fonts: 'x'.repeat(9000) },
    });
    const decision = await guard.check(requestFor(eventId, { ip: '203.0.113.7', route: '/login' }));
    expect(bytes(decision.event?.raw)).toBeGreaterThan(12_000);
    const record = decisionRecord(decision);
    expect(bytes(record)).toBeLessThan(4096);
    expect(isOfThisVersion(record) || isOfThisVersion.errors).toBe(true);
    const { event: { raw: _, ...event } = {}, ...rest } = decision;
    expect(record).toEqual({ v: 1, ...rest, event });
    expect(record.request).toEqual({ method: 'POST', path: '/login', route: '/login' });
  });

  test('of an outage says why, without the error itself', async () => {
    const { guard } = scene.guard({ deadlineMs: 300, logger: false });
    scene.emulator.setFault({ kind: 'status', status: 503 });
    const { eventId } = await scene.emulator.createEvent('honest');
    const record = decisionRecord(await guard.check(requestFor(eventId)));
    expect(record.error).toMatchObject({ code: 'ERR_FP_API_STATUS', status: 503 });
    expect(isOfThisVersion(JSON.parse(JSON.stringify(record)))).toBe(true);
  });

  test('leaves the decision as it is', () => {
    const decision = wholeDecision();
    const before = structuredClone(decision);
    const record = decisionRecord(decision, { erase: ['event.tags.email', 'signals.clientIp'] });
    (record.signals as { visitorId: string }).visitorId = 'changed';
    expect(decision).toEqual(before);
  });

  test('of whatever a client, a page or the API sends is plain JSON within bounds', () => {
    fc.assert(
      fc.property(hostileDecisions, (decision) => {
        const record = decisionRecord(decision);
        expect(JSON.parse(JSON.stringify(record))).toEqual(record);
        expect(isOfThisVersion(record) || isOfThisVersion.errors).toBe(true);
        expect(isRecord(record)).toBe(true);
        expect(bytes(record)).toBeLessThan(20_000);
        expect(record).not.toHaveProperty('event.raw');
      }),
      { numRuns: 150 },
    );
  });

  test('is within bounds, even if each fact is just small enough', () => {
    const long = (shape: Shape): object =>
      Object.fromEntries(
        Object.entries(shape).map(([name, node]) => [
          name,
          isShape(node) ? long(node) : `${name}${'y'.repeat(900)}`,
        ]),
      );
    const [signals, event] = [long(SIGNAL_KINDS), long(EVENT_SHAPE)];
    const decision = wholeDecision({ bot: 'bad' });
    const record = decisionRecord({ ...decision, signals, event } as unknown as Decision);
    expect(bytes(record)).toBeLessThan(20_000);
    expect(record.reasons.length).toBe(decision.reasons.length);
    expect(record.omitted).toContain('event.url');
    expect(isOfThisVersion(record)).toBe(true);
  });

  test('contains each fact whole or not at all, and lists those that it lacks', () => {
    const tags = { note: 'x'.repeat(5000) };
    const decision = wholeDecision({ eventOrigin: 'https://shop.example' });
    const signals = { ...decision.signals, confidence: Number.NaN };
    const event = { ...decision.event, tags } as FingerprintEvent;
    const record = decisionRecord({ ...decision, signals, event });
    expect(record.omitted).toEqual(['signals.confidence', 'event.tags']);
    expect(record.event).not.toHaveProperty('tags');
    expect(record.signals.eventOrigin).toBe('https://shop.example');
  });
});

describe('records of the first version', () => {
  const old = readFileSync(new URL('records.v1.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');

  test.each(old.map((line, index) => ({ index, line })))('number $index is still a record', ({ line }) => {
    expect(isRecord(JSON.parse(line)) || isRecord.errors).toBe(true);
  });

  test('may have fields that this version does not know, but no other version', () => {
    const record = JSON.parse(old[0] ?? '');
    expect(isRecord({ ...record, later: 1, signals: { ...record.signals, later: true } })).toBe(true);
    expect(isRecord({ ...record, v: 2 })).toBe(false);
    expect(isRecord({ ...record, signals: undefined })).toBe(false);
  });
});

describe('what is erased', () => {
  /** Every field of a record that can be erased and stands alone, with its kind. */
  const fields: [path: string, kind: unknown][] = [
    ...Object.entries(SIGNAL_KINDS).map(([name, kind]): [string, unknown] => [`signals.${name}`, kind]),
    ...leavesOf(EVENT_SHAPE, 'event'),
  ].filter(([path, kind]) => !path.startsWith('event.raw') && kind !== 'boolean');

  function leavesOf(shape: Shape, path: string): [string, unknown][] {
    return Object.entries(shape).flatMap(([name, node]) =>
      isShape(node) ? leavesOf(node, `${path}.${name}`) : [[`${path}.${name}`, node] as [string, unknown]],
    );
  }

  /** A value that no other field has. */
  const canary = (kind: unknown, index: number): unknown => {
    if (kind === 'number') return 7_310_000 + index;
    if (kind === 'list') return [`canary-${index}-`];
    if (kind === 'labels') return [{ label: `canary-${index}-` }];
    return kind === 'open' ? { inside: { of: `canary-${index}-` } } : `canary-${index}-`;
  };

  /** Conditions that compare scalars, so that a custom rule shows what it saw. */
  const shown = (path: string, kind: unknown, index: number): Condition[] => {
    if (kind === 'list' || kind === 'labels') return [];
    const name = path.replace('signals.', '');
    if (kind === 'open') return [{ [`${name}.inside.of`]: `canary-${index}-` }];
    if (kind === 'number') return [{ [name]: { gt: 0, lt: 7_310_000 + index + 0.5 } }];
    return Array.isArray(kind) ? [{ [name]: { ne: kind[0] } }] : [{ [name]: `canary-${index}-` }];
  };

  /**
   * Decisions on a visit in which every rule has something to show, with few reasons each: a record cannot hold all of
   * them.
   */
  const decisions = (() => {
    const facts = {
      signals: { linkedIdMatches: false, environmentAllowed: false, originAllowed: false, tor: true },
      event: { failed: {}, vpn: { detected: true, methods: { publicVpn: true } }, proxy: { detected: true } },
    };
    for (const [index, [path, kind]] of fields.entries()) {
      const [root, ...steps] = path.split('.');
      let holder = facts[root as keyof typeof facts] as Record<string, unknown>;
      for (const step of steps.slice(0, -1)) {
        holder[step] ??= {};
        holder = holder[step] as Record<string, unknown>;
      }
      holder[steps.at(-1) as string] = canary(kind, index);
    }
    const conditions = fields.flatMap(([path, kind], index) => shown(path, kind, index));
    const own = conditions.map((when, index) => [`own-${index}`, ['deny', { when }]] as const);
    const { reasons, ...judged } = evaluatePolicy(
      { extends: 'strict', rules: Object.fromEntries(own) },
      facts as unknown as { signals: Signals; event: FingerprintEvent },
    );
    const { policyRevision, action, unknown } = judged;
    return Array.from({ length: Math.ceil(reasons.length / 15) }, (_, index): Decision => {
      const part = reasons.slice(15 * index, 15 * (index + 1));
      const shadow = { policy: 'next', policyRevision, action, reasons: part, unknown };
      return { ...judged, reasons: part, shadow };
    });
  })();

  test('is shown nowhere in the record: neither by reasons nor by the shadow', () => {
    expect(decisions.length).toBeGreaterThan(6);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(fields.length - 1), { minLength: 1, maxLength: 12 }), (chosen) => {
        const erase = chosen.map((index) => fields[index]?.[0] as string);
        for (const decision of decisions) {
          const text = JSON.stringify(decisionRecord(decision, { erase }));
          for (const index of chosen) {
            expect(text).not.toContain(`canary-${index}-`);
            expect(text).not.toContain(String(7_310_000 + index));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is shown without erase, each field of it', () => {
    const records = decisions.map((decision) => decisionRecord(decision));
    expect(records.filter(({ omitted }) => omitted)).toEqual([]);
    const text =
      JSON.stringify(records.map(({ reasons, shadow }) => [reasons, shadow])) + JSON.stringify(records[0]);
    const missing = fields.filter(
      ([, kind], index) => !text.includes(kind === 'number' ? String(7_310_000 + index) : `canary-${index}-`),
    );
    expect(missing).toEqual([]);
  });

  test('is listed, even if there is nothing to erase', () => {
    const record = decisionRecord(wholeDecision(), {
      erase: ['signals.clientIp', 'event.tags.email', 'event.ipInfo', 'signals.retryAfterMs', 'request.path'],
    });
    expect(record.erased).toEqual([
      'signals.clientIp',
      'event.tags.email',
      'event.ipInfo',
      'signals.retryAfterMs',
      'request.path',
    ]);
    expect(record.event?.tags).toEqual({ plan: 'free' });
    expect(record.event).not.toHaveProperty('ipInfo');
    expect(record.signals.visitorId).toBe('v');
    expect(record.request).toEqual({ method: 'POST', path: '', route: '/login' });
    expect(isOfThisVersion(record)).toBe(true);
  });

  test('changes nothing else in reasons', () => {
    const decision = wholeDecision({ tor: true, confidence: 0.2, suspectScore: 12 });
    const record = decisionRecord(decision, { erase: ['signals.clientIp', 'event.ip', 'event.url'] });
    expect(record.reasons).toEqual(decision.reasons);
    const confidence = decisionRecord(decision, { erase: ['signals.confidence'] }).reasons;
    expect(confidence.find(({ rule }) => rule === 'low-confidence')).toEqual({
      rule: 'low-confidence',
      level: 'deny',
      message: 'the observed value is erased',
    });
    expect(confidence.filter(({ rule }) => rule !== 'low-confidence')).toEqual(
      decision.reasons.filter(({ rule }) => rule !== 'low-confidence'),
    );
  });

  test('is in no message either, even of a rule that reveals more than it reads', () => {
    const type = 'my-own-bot';
    const decision = evaluatePolicy('strict', {
      signals: { lookup: 'found', bot: 'bad' },
      event: { eventId: '1.abc', generation: 'v4', botType: type, failed: {}, raw: {} },
    });
    const messageOf = (erase: string[]) =>
      decisionRecord(decision, { erase }).reasons.find(({ rule }) => rule === 'bad-bot')?.message;
    expect(messageOf([])).toContain(type);
    for (const erase of [['event.botType'], ['event']])
      expect(messageOf(erase)).toBe('the observed value is erased');
    expect(messageOf(['event.ip'])).toContain(type);
  });

  test('may be the whole event', () => {
    const record = decisionRecord(wholeDecision(), { erase: ['event'] });
    expect(record).not.toHaveProperty('event');
    expect(JSON.stringify(record)).not.toContain('residential');
  });

  test.each<[string, unknown, string]>([
    ['an invalid signal', ['signals.clientIP'], 'did you mean signals.clientIp?'],
    ['an unknown field of the event', ['event.ipAddress'], "'event.ipAddress' is not a field of a record"],
    ['a signal without its place', ['clientIp'], 'not a field of a record'],
    ['what every record has', ['action'], 'not a field of a record'],
    ['no list', 'event.ip', 'expected an array of paths'],
    ['no paths', [7], 'expected an array of paths'],
  ])('cannot be %s, which would still be written', (_what, erase, message) => {
    expect(() => decisionRecord(wholeDecision(), { erase: erase as string[] })).toThrow(
      expect.objectContaining({ code: 'ERR_FP_OPTION', message: expect.stringContaining(message) }),
    );
  });
});
