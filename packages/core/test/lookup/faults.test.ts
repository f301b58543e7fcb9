import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Fixture, openFixture } from '../../../testing/src/fixture.js';
import { listen } from '../../../testing/src/listen.js';
import { createFingerprintGuard, FingerprintError } from '../../src/index.js';
import { timed } from '../support/lateness.js';
import { requestFor, rulesOf } from '../support/scene.js';
import { LEVELS, TROUBLES, type Trouble } from './faults.table.js';

const DEADLINE_MS = 400;

/** A decision comes at most this long after the deadline. In ms. */
const AFTER_MS = 100;

/** With less time lost than this, a decision is not delayed. In ms. */
const HINDERED_MS = 50;

const combinations = [
  ...(['v4', 'v3'] as const).flatMap((version) =>
    (['recommended', 'strict'] as const).map((preset) => ({ version, preset, over: 'undici', means: {} })),
  ),
  { version: 'v4', preset: 'strict', over: 'fetch', means: { fetch } } as const,
];

describe.each(combinations)(
  'each failure has its own ending, in $version under $preset over $over',
  (row) => {
    const { version, preset, means } = row;
    // A visitor's history uses what the lookups leave, and is not tested here.
    const policy = { extends: preset, rules: { 'impossible-travel': 'off' } } as const;

    /** Causes the failure, and judges an event during it. */
    async function judgeIn({ emulator, endings, ...fixture }: Fixture, trouble: Trouble) {
      const { eventId } = await emulator.createEvent();
      const own = trouble.answers ? await listen(trouble.answers(version, eventId)) : undefined;
      if (own) endings.push(own.close);
      const baseUrl = own?.url ?? (await trouble.baseUrl?.()) ?? emulator.url;
      const { deadlineMs = DEADLINE_MS, ...options } = { ...means, ...trouble.options };
      const guard = fixture.guard({ apiVersion: version, baseUrl, deadlineMs, ...options });
      if (trouble.fault) emulator.setFault(trouble.fault);
      const checked = await timed(() => guard.check(requestFor(eventId), policy));
      return { ...checked, warnings: fixture.warnings, deadlineMs };
    }

    async function judge(trouble: Trouble) {
      const fixture = await openFixture(createFingerprintGuard);
      try {
        return await judgeIn(fixture, trouble);
      } finally {
        await fixture.close();
      }
    }

    /**
     * If a busy machine delays a decision, or has no thread for it, the decision says so instead of how the lookup ended:
     * then another one is made.
     */
    async function judgeUnhindered(trouble: Trouble, attempts = 20): ReturnType<typeof judge> {
      const judged = await judge(trouble);
      const { value, heldBackMs, noThreadMs } = judged;
      const isHindered = Math.max(heldBackMs, noThreadMs) >= HINDERED_MS;
      const mayDiffer = value.error?.code === 'ERR_FP_OVERLOADED' && isHindered;
      return mayDiffer && attempts > 1 ? judgeUnhindered(trouble, attempts - 1) : judged;
    }

    // Each has its own servers, so none waits for another.
    test.concurrent.each(TROUBLES)('%s', async (_what, trouble, { lookup, cause, rule, code, status }) => {
      const judged = await judgeUnhindered(trouble);
      const { value: decision, elapsedMs, heldBackMs, warnings, deadlineMs } = judged;
      expect(elapsedMs - heldBackMs).toBeLessThan(deadlineMs + AFTER_MS);
      expect(elapsedMs).toBeGreaterThanOrEqual(trouble.atLeastMs ?? 0);

      const { signals } = decision;
      expect([signals.lookup, signals.lookupCause, signals.lookupStatus]).toEqual([lookup, cause, status]);
      expect(signals).toMatchObject(trouble.signals ?? {});
      if (rule === undefined) {
        expect(decision).toMatchObject({ action: 'allow', failedOpen: false, source: 'api' });
        return;
      }
      if (code !== undefined) expect(decision.error).toBeInstanceOf(FingerprintError);
      expect(decision.error?.code).toBe(code);
      const level = LEVELS[rule][preset];
      if (level === 'observe') {
        expect(decision).toMatchObject({
          action: 'allow',
          blocked: false,
          failedOpen: true,
          observed: [{ rule }],
        });
        expect(warnings).toEqual([expect.stringContaining(`; see ${decision.error?.help}`)]);
      } else {
        const source = lookup === 'found' ? 'api' : 'none';
        expect(decision).toMatchObject({ action: level, blocked: true, failedOpen: false, source });
        expect(rulesOf(decision)).toEqual([rule]);
      }
    });
  },
);

test('every ending is documented, with its rule', () => {
  const document = readFileSync(new URL('../../../../docs/failure.md', import.meta.url), 'utf8');
  const documented = document.split('\n').filter((line) => line.startsWith('| '));
  const missing = TROUBLES.filter(([, , { lookup, cause, rule }]) => {
    const words = [lookup, cause, rule].filter((word) => word !== undefined).map((word) => `\`${word}\``);
    return rule !== undefined && !documented.some((line) => words.every((word) => line.includes(word)));
  });
  expect(missing.map(([what]) => what)).toEqual([]);
});
