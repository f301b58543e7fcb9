import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createDecisionLog,
  type Decision,
  type DecisionLogOptions,
  decisionRecord,
  evaluatePolicy,
  type Signals,
} from '../../src/index.js';
import { hostileDecisions } from '../support/hostile-decisions.js';
import { requestFor, useEmulator } from '../support/scene.js';

const scene = useEmulator();

/** The lines that a log writes for decisions. */
async function linesOf(decisions: Decision[], options: Partial<DecisionLogOptions> = {}): Promise<string[]> {
  const lines: string[] = [];
  const log = createDecisionLog({ write: (line) => lines.push(line), ...options });
  for (const decision of decisions) await log(decision);
  return lines;
}
const read = (lines: string[]) => lines.map((line) => JSON.parse(line));

/** Decisions on honest visits of a hundred visitors, with these signals. */
const visits = (signals: Signals = {}, more: Partial<Decision> = {}): Decision[] =>
  Array.from({ length: 100 }, (_, index) => ({
    ...evaluatePolicy('recommended', { signals: { visitorId: `visitor-${index}`, ...signals } }),
    ...more,
  }));

describe('a log of decisions', () => {
  test('has a line for each, as its record', async () => {
    const lines = await linesOf(visits(), { erase: ['signals.visitorId'] });
    expect(lines).toHaveLength(100);
    expect(lines.every((line) => line.endsWith('}\n'))).toBe(true);
    const [first] = visits() as [Decision];
    expect(read(lines)[0]).toEqual(decisionRecord(first, { erase: ['signals.visitorId'] }));
  });

  test('is read line by line, whatever a client sends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileDecisions, { maxLength: 3 }), async (decisions) => {
        const lines = await linesOf(decisions);
        const seen: unknown[] = [];
        for await (const line of createInterface({ input: Readable.from([lines.join('')]) }))
          seen.push(JSON.parse(line));
        expect(seen).toEqual(decisions.map((decision) => decisionRecord(decision)));
        for (const line of lines) expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
      { numRuns: 40 },
    );
  });

  test('keeps a share of visitors, the same ones each time, and says so', async () => {
    const kept = read(await linesOf(visits(), { sampleAllowed: 0.3 }));
    expect(kept.length).toBeGreaterThan(15);
    expect(kept.length).toBeLessThan(45);
    expect(kept.every(({ sampled }) => sampled === 0.3)).toBe(true);
    expect(read(await linesOf(visits(), { sampleAllowed: 0.3 }))).toEqual(kept);
    const names = (records: { signals: Signals }[]) => records.map(({ signals }) => signals.visitorId);
    const more = names(read(await linesOf(visits(), { sampleAllowed: 0.6 })));
    expect(more).toEqual(expect.arrayContaining(names(kept)));
  });

  test('samples by visitor, even if the visitor ID is erased, and by the decision if there is none', async () => {
    const kept = await linesOf(visits(), { sampleAllowed: 0.3 });
    const erased = await linesOf(visits(), { sampleAllowed: 0.3, erase: ['signals.visitorId'] });
    expect(erased).toHaveLength(kept.length);
    const nobody = Array.from({ length: 100 }, (_, index) =>
      evaluatePolicy('recommended', { signals: {}, id: `decision-${index}` }),
    );
    const some = await linesOf(nobody, { sampleAllowed: 0.3 });
    expect(some.length).toBeGreaterThan(15);
    expect(some.length).toBeLessThan(45);
  });

  const shadow = { policy: 'next', policyRevision: '0123456789ab', unknown: [] };
  test.each<[string, Signals, Partial<Decision>]>([
    ['denied', { bot: 'bad' }, {}],
    ['challenged', { tor: true }, {}],
    ['denied in monitor mode', { bot: 'bad' }, { mode: 'monitor', blocked: false }],
    ['observed', { incognito: true }, {}],
    ['failed open', { lookup: 'unavailable', lookupCause: 'timeout' }, {}],
    ['failed open, and nothing matched', {}, { failedOpen: true }],
    [
      'stopped by the shadow',
      {},
      { shadow: { ...shadow, action: 'deny', reasons: [{ rule: 'vpn', level: 'deny', message: 'm' }] } },
    ],
  ])('keeps every decision that is %s', async (_what, signals, more) => {
    const records = read(await linesOf(visits(signals, more), { sampleAllowed: 0 }));
    expect(records).toHaveLength(100);
    expect(records.some((record) => 'sampled' in record)).toBe(false);
  });

  test('keeps nothing else with a share of 0', async () => {
    expect(await linesOf(visits(), { sampleAllowed: 0 })).toEqual([]);
    expect(
      await linesOf(visits({}, { shadow: { ...shadow, action: 'allow', reasons: [] } }), {
        sampleAllowed: 0,
      }),
    ).toEqual([]);
  });

  test('is an onDecision: if it cannot write, the guard warns, and the request passes', async () => {
    const lines: string[] = [];
    const { guard } = scene.guard({ onDecision: createDecisionLog({ write: (line) => lines.push(line) }) });
    const { eventId } = await scene.emulator.createEvent('honest');
    const decision = await guard.check(requestFor(eventId));
    expect(read(lines)).toEqual([decisionRecord(decision)]);

    const { guard: other, warnings } = scene.guard({
      onDecision: createDecisionLog({ write: () => Promise.reject(new Error('disk full')) }),
    });
    const { eventId: second } = await scene.emulator.createEvent('honest');
    expect((await other.check(requestFor(second))).action).toBe('allow');
    await new Promise(setImmediate);
    expect(warnings).toEqual([expect.stringContaining('onDecision hook fails')]);
  });

  test.each<[string, unknown]>([
    ['no options', undefined],
    ['nothing to write with', {}],
    ['a stream', { write: { write() {} } }],
    ['a share above 1', { write() {}, sampleAllowed: 2 }],
    ['a share that is not a number', { write() {}, sampleAllowed: Number.NaN }],
    ['an invalid field', { write() {}, erase: ['signals.ip'] }],
    ['an invalid option', { write() {}, sample: 0.1 }],
  ])('refuses %s', (_what, options) => {
    expect(() => createDecisionLog(options as DecisionLogOptions)).toThrow(
      expect.objectContaining({ code: 'ERR_FP_OPTION' }),
    );
  });
});
