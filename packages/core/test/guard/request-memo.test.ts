import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RequestMemo, RequestMemos, type ResolvedEvent } from '../../src/guard/request-memo.js';
import type { EventReference } from '../../src/request/event-reference.js';
import { lookupRequest } from '../support/lookup-request.js';

const ID = { kind: 'id', id: 'e' } as const;
const lookup = (outcome: ResolvedEvent['lookup']['outcome'], more: object = {}): ResolvedEvent['lookup'] => ({
  outcome,
  source: 'none',
  ...more,
});
const request = (patient: boolean, rulesetId?: string) => lookupRequest({ patient }, { rulesetId });

describe('the memo of a request', () => {
  /** How often a request is resolved that a first check resolved so, and a second one asks for. */
  async function timesResolved(first: ResolvedEvent, patient: boolean): Promise<number> {
    const memo = new RequestMemo();
    let times = 0;
    const resolve = async () => {
      times++;
      return first;
    };
    await memo.resolveEvent(resolve, request(first.patient));
    await memo.resolveEvent(resolve, request(patient));
    return times;
  }

  const impatient = { patient: false };
  const patient = { patient: true };

  test.each<[string, ResolvedEvent, boolean]>([
    ['found', { reference: ID, lookup: lookup('found'), ...impatient }, true],
    ['unknown after waiting', { reference: ID, lookup: lookup('unknown'), ...patient }, true],
    ['unknown, and nobody waits', { reference: ID, lookup: lookup('unknown'), ...impatient }, false],
    [
      'over budget after waiting',
      { reference: ID, lookup: lookup('unavailable', { cause: 'budget' }), ...patient },
      true,
    ],
    [
      'over budget, and nobody waits',
      { reference: ID, lookup: lookup('unavailable', { cause: 'budget' }), ...impatient },
      false,
    ],
    ['an outage', { reference: ID, lookup: lookup('unavailable', { cause: 'timeout' }), ...impatient }, true],
    ['a malformed ID', { reference: { kind: 'malformed' }, lookup: lookup('skipped'), ...impatient }, true],
  ])('counts for all its checks: %s', async (_what, first, waits) => {
    expect(await timesResolved(first, waits)).toBe(1);
  });

  test.each<[string, ResolvedEvent, boolean]>([
    ['unknown, and now one waits', { reference: ID, lookup: lookup('unknown'), ...impatient }, true],
    [
      'over budget, and now one waits',
      { reference: ID, lookup: lookup('unavailable', { cause: 'budget' }), ...impatient },
      true,
    ],
    ['nothing named', { reference: { kind: 'missing' }, lookup: lookup('skipped'), ...impatient }, false],
    [
      'a sealed result unread',
      { reference: { kind: 'unreadable' }, lookup: lookup('skipped'), ...patient },
      true,
    ],
    ['not asked for', { reference: ID, lookup: lookup('skipped'), ...patient }, false],
  ])('may be another by now: %s', async (_what, first, waits) => {
    expect(await timesResolved(first, waits)).toBe(2);
  });

  test('keeps the newest answer, one for each ruleset', async () => {
    const memo = new RequestMemo();
    const answers = [lookup('unknown'), lookup('found'), lookup('unavailable', { cause: 'timeout' })];
    const outcome = async (...asked: Parameters<typeof request>) => {
      const resolve = async () => ({
        reference: ID,
        lookup: answers.shift() ?? lookup('skipped'),
        patient: asked[0],
      });
      return (await memo.resolveEvent(resolve, request(...asked))).lookup.outcome;
    };
    expect(await outcome(false)).toBe('unknown');
    expect(await outcome(true)).toBe('found');
    expect(await outcome(true)).toBe('found');
    expect(await outcome(true, 'rs_1')).toBe('unavailable');
    expect(await outcome(true, 'rs_1')).toBe('unavailable');
    expect(await outcome(true)).toBe('found');
    expect(answers).toEqual([]);
  });

  test('keeps an answer for each reference and ruleset, in whatever order they come', async () => {
    const references: (EventReference | undefined)[] = [
      undefined,
      { kind: 'malformed' },
      { kind: 'id', id: 'a' },
      { kind: 'id', id: 'b' },
      { kind: 'sealed', sealed: 's' },
      { kind: 'sealed', sealed: 's', id: 'a' },
      { kind: 'sealed', sealed: 's', id: 'b' },
      { kind: 'sealed', sealed: 't', id: 'a' },
    ];
    const checks = references.flatMap((sent) =>
      [undefined, 'rs_1'].map((rulesetId) => ({ sent, rulesetId })),
    );
    const twice = [...checks.keys(), ...checks.keys()];
    const order = fc.shuffledSubarray(twice, { minLength: twice.length });
    await fc.assert(
      fc.asyncProperty(order, async (asked) => {
        const memo = new RequestMemo();
        const resolved: number[] = [];
        for (const check of asked) {
          const id = String(check);
          const resolve = async () => {
            resolved.push(check);
            return { reference: { kind: 'id', id }, lookup: lookup('found'), patient: true } as const;
          };
          // A reference that is read again is another object with the same text.
          const { sent, rulesetId } = structuredClone(checks[check]) ?? {};
          const answer = await memo.resolveEvent(resolve, request(true, rulesetId), sent);
          expect(answer.reference).toEqual({ kind: 'id', id });
        }
        expect(resolved.sort((one, other) => one - other)).toEqual([...checks.keys()]);
      }),
    );
  });
});

describe('the claim of a request', () => {
  test('is made once, and serves the first claimant and checks without one', async () => {
    const memo = new RequestMemo();
    let claims = 0;
    const reusedFor = async (claimant?: object, key = 'guard:e') => {
      const claimed = memo.claim(key, claimant, async () => ({ reused: ++claims > 1, replayStore: 'ok' }));
      return (await claimed).reused;
    };
    const [one, other] = [{}, {}];
    expect(await reusedFor()).toBe(false);
    expect(await reusedFor(one)).toBe(false);
    expect(await reusedFor(other)).toBe(true);
    expect(await reusedFor(one)).toBe(false);
    expect(await reusedFor()).toBe(false);
    expect(claims).toBe(1);
    expect(await reusedFor(other, 'policy:pay:e')).toBe(true);
    expect(claims).toBe(2);
  });
});

test('a request is known by the object of its framework; without one, each check is of its own', () => {
  const memos = new RequestMemos();
  const native = {};
  expect(memos.of(native)).toBe(memos.of(native));
  expect(memos.of({})).not.toBe(memos.of(native));
  expect(memos.of(undefined)).not.toBe(memos.of(undefined));
});
