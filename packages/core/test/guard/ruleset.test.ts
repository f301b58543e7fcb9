import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { verdictOf } from '../../src/event/verdict.js';
import { RequestMemo } from '../../src/guard/request-memo.js';
import {
  createFingerprintGuard,
  type Decision,
  evaluatePolicy,
  type FingerprintEvent,
  type FingerprintGuardOptions,
  type PolicyConfig,
  problemResponse,
} from '../../src/index.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';
import { keyOf, seal } from '../support/seal.js';
import { useUpstream } from '../support/upstream.js';

const scene = useEmulator();
const upstream = useUpstream();

/** A policy with a ruleset. */
const by = (rulesetId: string, extend: 'recommended' | 'strict' = 'recommended'): PolicyConfig => ({
  extends: extend,
  rules: { ruleset: ['deny', { rulesetId }], 'impossible-travel': 'off' },
});
const block = (rulesetId = 'rs_1') => ({
  rule_action: { type: 'block', ruleset_id: rulesetId, status_code: 403 },
});
type Fields = Readonly<Record<string, unknown>>;
/** An honest visit, except for these fields: every ruleset that they do not name allows it. */
const visit = (overrides: Fields = {}) => scene.emulator.createEvent('honest', overrides);
/** Adds rulesets to the emulator. */
const knowing = async (...rulesets: string[]) => {
  for (const rulesetId of rulesets) await visit(block(rulesetId));
};
const paths = () => scene.emulator.requests().map(({ path }) => path.replace(/^\/v4\/events\/[^?]*/, ''));

describe('a policy that names a ruleset', () => {
  test.each(['recommended', 'strict'] as const)('follows its verdict, under %s', async (preset) => {
    const { guard } = scene.guard({ policy: by('rs_1', preset) });
    const blocked = await guard.check(requestFor((await visit(block())).eventId));
    expect(blocked).toMatchObject({ action: 'deny', source: 'api', signals: { ruleAction: 'block' } });
    expect(blocked.reasons).toEqual([
      {
        rule: 'ruleset',
        level: 'deny',
        message: "the vendor's ruleset says to block",
        actual: { type: 'block', rulesetId: 'rs_1' },
      },
    ]);
    const allowed = await guard.check(requestFor((await visit()).eventId));
    expect(allowed).toMatchObject({ action: 'allow', signals: { ruleAction: 'allow' } });
    expect(paths()).toEqual(['?ruleset_id=rs_1', '?ruleset_id=rs_1']);
  });

  test('asks for it at observe, and not if the rule is off', async () => {
    await knowing('rs_1');
    const { guard } = scene.guard();
    for (const level of ['observe', 'off'] as const) {
      const decision = await guard.check(requestFor((await visit(block())).eventId), {
        rules: { ruleset: [level, { rulesetId: 'rs_1' }] },
      });
      expect(decision.action).toBe('allow');
    }
    expect(paths()).toEqual(['?ruleset_id=rs_1', '']);
  });

  test('asks for it as long as signals are still being computed', async () => {
    await knowing('rs_1');
    const { guard } = scene.guard({ policy: by('rs_1'), lag: { retryForMs: 300 } });
    const { eventId } = await scene.emulator.createEvent('partial', block());
    expect((await guard.check(requestFor(eventId))).signals.ruleAction).toBe('block');
    expect(paths().length).toBeGreaterThan(1);
    expect(new Set(paths())).toEqual(new Set(['?ruleset_id=rs_1']));
  });

  test('keeps its verdicts apart from the events and verdicts of others', async () => {
    await knowing('rs_2');
    const { guard } = scene.guard({ policy: { rules: { 'reused-event': 'off' } } });
    const { eventId } = await visit(block());
    const off = { 'reused-event': 'off' } as const;
    const check = async (rulesetId?: string) => {
      const { signals, source } = await guard.check(requestFor(eventId), {
        rules: rulesetId === undefined ? off : { ...off, ruleset: ['deny', { rulesetId }] },
      });
      return [signals.ruleAction, source];
    };
    expect(await check('rs_1')).toEqual(['block', 'api']);
    expect(await check('rs_2')).toEqual(['allow', 'api']);
    expect(await check()).toEqual([undefined, 'api']);
    expect(await check('rs_1')).toEqual(['block', 'cache']);
    expect(await check('rs_2')).toEqual(['allow', 'cache']);
    expect(await check()).toEqual([undefined, 'cache']);
  });

  test('shares lookups with policies of the same ruleset only', async () => {
    await knowing('rs_2');
    const { guard } = scene.guard();
    const { eventId } = await visit(block());
    const policies = ['rs_1', 'rs_2', 'rs_1', 'rs_2'].map((rulesetId) => by(rulesetId));
    const decisions = await Promise.all(policies.map((policy) => guard.check(requestFor(eventId), policy)));
    expect(decisions.map(({ signals }) => signals.ruleAction)).toEqual(['block', 'allow', 'block', 'allow']);
    expect(paths().sort()).toEqual(['?ruleset_id=rs_1', '?ruleset_id=rs_2']);
  });

  test.each([
    [['rs_1', 'rs_2']],
    [['rs_2', 'rs_1']],
    [[undefined, 'rs_1']],
    [['rs_1', undefined]],
    [['rs_1', 'rs_1']],
  ])('never uses the verdict of another in one request: %j', async (rulesets) => {
    await knowing('rs_2');
    const { guard } = scene.guard();
    const native = {};
    const request = requestFor((await visit(block())).eventId);
    const verdicts: Record<string, string | undefined> = { rs_1: 'block', rs_2: 'allow' };
    for (const rulesetId of rulesets) {
      const policy = rulesetId === undefined ? {} : by(rulesetId);
      const { signals } = await guard.check(request, policy, { native });
      expect(signals.ruleAction).toBe(rulesetId && verdicts[rulesetId]);
      // One request uses its event up once, whoever judges it.
      expect(signals.reused).toBe(false);
    }
    expect(paths()).toHaveLength(new Set(rulesets).size);
  });
});

describe('a policy that names none', () => {
  test('judges a verdict that the event came with, and asks for none', async () => {
    const sealedKeys = [scene.emulator.sealedKey];
    const { guard } = scene.guard({ sealedKeys });
    const { sealedResult } = await visit(block());
    const decision = await guard.check(requestFor(undefined, { body: { sealedResult } }));
    expect(rulesOf(decision)).toEqual(['ruleset']);
    expect(paths()).toEqual([]);
    const fetched = await guard.check(requestFor((await visit(block())).eventId));
    expect([fetched.action, fetched.unknown.includes('ruleset')]).toEqual(['allow', true]);
    expect(paths()).toEqual(['']);
  });

  test('lets values that the vendor may add pass', () => {
    const decision = evaluatePolicy('strict', { signals: { ruleAction: 'ask_nicely' } });
    expect([decision.action, decision.unknown.includes('ruleset')]).toEqual(['allow', false]);
  });
});

test('a ruleset that the account lacks is a refusal of the guard', async () => {
  const { guard, warnings } = scene.guard({ policy: by('rs_gone') });
  const open = await guard.check(requestFor((await visit()).eventId));
  expect(open).toMatchObject({
    action: 'allow',
    failedOpen: true,
    observed: [{ rule: 'api-refused' }],
    error: { code: 'ERR_FP_API_RULESET' },
    signals: { lookup: 'refused', lookupCause: 'key', lookupErrorCode: 'ruleset_not_found' },
  });
  expect(warnings).toEqual([expect.stringContaining('knows no such ruleset')]);
  const closed = await guard.check(requestFor((await visit()).eventId), by('rs_gone', 'strict'));
  expect(rulesOf(closed)).toEqual(['api-refused']);
  expect(problemResponse(closed).status).toBe(503);
});

describe('a sealed event', () => {
  /** A check of a sealed event by a policy, and the warnings of the guard. */
  async function check(event: object, policy: PolicyConfig, options: Partial<FingerprintGuardOptions> = {}) {
    const { guard, warnings } = scene.guard({ sealedKeys: [keyOf(9)], policy, ...options });
    const body = { sealedResult: seal(event, keyOf(9)) };
    return { guard, warnings, body, decision: await guard.check(requestFor(undefined, { body })) };
  }
  /** An event the API knows, as it is sealed: without the verdict of a ruleset. */
  async function sealable(overrides: Fields = block(), scenario: 'honest' | 'bad-bot' = 'honest') {
    const { eventId } = await scene.emulator.createEvent(scenario, overrides);
    const event = await scene.guard().guard.api.getEvent(eventId);
    return event.raw as object;
  }
  const asked = () => paths().filter((path) => path !== '');

  test('that lacks the verdict is asked for once more', async () => {
    const { decision } = await check(await sealable(), by('rs_1'));
    expect(decision).toMatchObject({
      action: 'deny',
      source: 'api',
      reasons: [{ rule: 'ruleset' }],
      signals: { reference: 'sealed', lookup: 'found', ruleAction: 'block' },
    });
    expect(asked()).toEqual(['?ruleset_id=rs_1']);
  });

  test('is not, if it has the verdict; it is, if it has that of another', async () => {
    await knowing('rs_1');
    const has = { ...(await sealable({})), ...block('rs_1') };
    expect((await check(has, by('rs_1'))).decision).toMatchObject({ action: 'deny', source: 'sealed' });
    expect(asked()).toEqual([]);
    const other = { ...(await sealable({})), ...block('rs_2') };
    expect((await check(other, by('rs_1'))).decision).toMatchObject({ action: 'allow', source: 'api' });
    expect(asked()).toEqual(['?ruleset_id=rs_1']);
  });

  test('without a key is judged without the verdict', async () => {
    const { decision } = await check(await sealable(), by('rs_1'), { apiKey: undefined });
    expect(decision).toMatchObject({ action: 'allow', source: 'sealed', signals: { lookup: 'found' } });
    expect(decision.unknown).toContain('ruleset');
  });

  test('is judged without it while the API fails; the failure is judged too', async () => {
    const honest = await sealable();
    const bot = await sealable(block(), 'bad-bot');
    scene.emulator.setFault({ kind: 'status', status: 500 });
    const failed = {
      source: 'sealed',
      signals: { reference: 'sealed', lookup: 'unavailable', bot: 'not_detected' },
    };
    const open = await check(honest, by('rs_1'), { deadlineMs: 300 });
    expect(open.decision).toMatchObject({ ...failed, action: 'allow', failedOpen: true });
    expect(open.decision.unknown).toContain('ruleset');
    expect(open.warnings).toHaveLength(1);
    const seen = await check(bot, by('rs_1'), { deadlineMs: 300 });
    expect(rulesOf(seen.decision)).toEqual(['bad-bot']);
    const closed = await check(honest, by('rs_1', 'strict'), { deadlineMs: 300 });
    expect(closed.decision).toMatchObject({ ...failed, action: 'deny', failedOpen: false });
    expect(rulesOf(closed.decision)).toEqual(['api-unavailable']);

    // A request that was blocked because the API failed has consumed nothing.
    scene.emulator.clearFaults();
    const again = await closed.guard.check(requestFor(undefined, { body: closed.body }));
    expect(rulesOf(again)).toEqual(['ruleset']);
    expect(again.signals.reused).toBe(false);
  });

  test('is never judged by the verdict of another, also while the API fails', async () => {
    const event = { ...(await sealable()), ...block('rs_2') };
    scene.emulator.setFault({ kind: 'status', status: 500 });
    const { decision } = await check(event, by('rs_1'), { deadlineMs: 300 });
    expect(decision).toMatchObject({ action: 'allow', failedOpen: true, signals: { ruleAction: undefined } });
  });

  test('whose lookup was refused may get one later', async () => {
    const memo = new RequestMemo();
    const hints = { maxAgeMs: 1, maxSkewMs: 1, limitsClients: true, deniesGone: false, rulesetId: 'rs_1' };
    let asked = 0;
    const resolve = async () => {
      asked++;
      return {
        reference: { kind: 'sealed' },
        lookup: { outcome: 'skipped', source: 'sealed' },
        patient: true,
      } as const;
    };
    const request = { admitted: true, patient: true, clientIp: undefined, hints };
    for (let check = 0; check < 2; check++) await memo.resolveEvent(resolve, request);
    expect(asked).toBe(2);
  });

  test('cannot be bypassed by a spent budget, nor by a step-up', async () => {
    const event = await sealable();
    const budget = { perSecond: 0.001, burst: 1 };
    const { guard, decision } = await check(await sealable(), by('rs_1'), { budget });
    expect(rulesOf(decision)).toEqual(['ruleset']);
    const request = requestFor(undefined, { body: { sealedResult: seal(event, keyOf(9)) } });
    const short = await guard.check(request, undefined, { passChallenge: true });
    expect(short).toMatchObject({ action: 'challenge', blocked: true, reasons: [{ rule: 'over-budget' }] });
  });

  test('that omits its page is a mismatch all the same', async () => {
    const { url: _url, ...event } = (await sealable()) as { url: string };
    scene.emulator.setFault({ kind: 'status', status: 500 });
    const origins = ['https://shop.example'];
    const policy = { extends: by('rs_1'), rules: { 'origin-mismatch': ['deny', { origins }] } } as const;
    const { decision } = await check(event, policy, { deadlineMs: 300 });
    expect(rulesOf(decision)).toEqual(['origin-mismatch']);
  });
});

describe('a delivered event', () => {
  const secrets = 'secret';
  /** A guard that follows a ruleset and receives webhooks. */
  function receiver(options: Partial<FingerprintGuardOptions> = {}) {
    const { guard } = scene.guard({ policy: by('rs_1'), ...options });
    const receive = guard.createWebhookReceiver({ secrets });
    const deliver = (event: object) => {
      const body = JSON.stringify(event);
      return receive({ body, signature: `v1=${createHmac('sha256', secrets).update(body).digest('hex')}` });
    };
    return { guard, deliver };
  }
  const event = (id: string, more: object = {}) => ({
    event_id: id,
    timestamp: Date.now(),
    bot: 'not_detected',
    ...more,
  });

  test('that lacks the verdict is asked for once more; one that has it is not', async () => {
    const { guard, deliver } = receiver();
    const { eventId } = await visit(block());
    await deliver(event(eventId));
    expect(await guard.check(requestFor(eventId))).toMatchObject({ action: 'deny', source: 'api' });
    await deliver(event('judged', block()));
    expect(await guard.check(requestFor('judged'))).toMatchObject({ action: 'deny', source: 'cache' });
    expect(paths()).toEqual(['?ruleset_id=rs_1']);
  });

  test('makes an ID known that was unknown a moment ago', async () => {
    const { guard, deliver } = receiver({ lag: { retryForMs: 5000 } });
    await knowing('rs_1');
    const event_id = `${Date.now() - 6000}.abcdef`;
    expect(rulesOf(await guard.check(requestFor(event_id)))).toEqual(['unknown-event']);
    await visit({ event_id, ...block() });
    await deliver(event(event_id));
    expect(rulesOf(await guard.check(requestFor(event_id)))).toEqual(['ruleset']);
  });

  test('is judged by the rest while the API fails', async () => {
    const { guard, deliver } = receiver({ deadlineMs: 300 });
    await deliver(event('an-event', { bot: 'bad' }));
    scene.emulator.setFault({ kind: 'status', status: 500 });
    const decision = await guard.check(requestFor('an-event'));
    expect(decision).toMatchObject({
      action: 'deny',
      source: 'cache',
      signals: { lookup: 'unavailable', lookupCause: 'status', bot: 'bad' },
    });
  });

  test('that comes during the lookup does not take its verdict away, and stands in if there is none', async () => {
    const { guard, deliver } = receiver({ deadlineMs: 2000 });
    const { eventId } = await visit(block());
    scene.emulator.setFault({ kind: 'delay', ms: 150, times: 1 });
    const judged = guard.check(requestFor(eventId));
    await deliver(event(eventId));
    expect(await judged).toMatchObject({ action: 'deny', source: 'api', reasons: [{ rule: 'ruleset' }] });

    scene.emulator.setFault({ kind: 'delay', ms: 5000 });
    const unanswered = guard.check(requestFor('late'));
    await new Promise(setImmediate);
    await deliver(event('late'));
    expect(await unanswered).toMatchObject({
      action: 'allow',
      failedOpen: true,
      source: 'cache',
      event: { eventId: 'late' },
      signals: { lookup: 'unavailable', lookupCause: 'timeout' },
    });
  });
});

describe('a verdict', () => {
  const event = (ruleAction: FingerprintEvent['ruleAction']) =>
    ({ eventId: 'e', generation: 'v4', failed: {}, raw: {}, ruleAction }) as const;

  test.each([
    [{ type: 'block', rulesetId: 'a' }, 'a', 'block'],
    [{ type: 'block', rulesetId: 'a' }, 'b', undefined],
    [{ type: 'block', rulesetId: 'a' }, undefined, 'block'],
    [{ type: 'block' }, 'a', 'block'],
    [{ rulesetId: 'a' }, 'a', undefined],
    [undefined, 'a', undefined],
  ])('%j, where %j is asked for, is %j', (ruleAction, rulesetId, verdict) => {
    expect(verdictOf(event(ruleAction), rulesetId)).toBe(verdict);
  });

  test('that the API leaves out is unknown, and not asked for again', async () => {
    const { url, requests } = await upstream.answering({
      body: { event_id: 'an-event', timestamp: Date.now(), identification: { confidence: { score: 1 } } },
    });
    const { guard } = scene.guard({ baseUrl: url, policy: by('rs_1') });
    const decisions: Decision[] = [];
    for (let times = 0; times < 2; times++) decisions.push(await guard.check(requestFor('an-event')));
    expect(decisions.map(({ source }) => source)).toEqual(['api', 'cache']);
    expect(decisions[0]?.unknown).toContain('ruleset');
    expect(requests).toHaveLength(1);
  });
});

describe('a rulesetId', () => {
  test.each(['v3', '2019'] as const)('is refused at creation if there are no rulesets: %s', (apiVersion) => {
    const create = (options: object) => () =>
      createFingerprintGuard({ apiKey: 'secret', apiVersion, ...options });
    const issue = `rules.ruleset.rulesetId: rulesets are not part of the Server API of ${apiVersion}: v4 has them`;
    expect(create({ policy: by('rs_1'), policies: { pay: by('rs_2') } })).toThrow(
      expect.objectContaining({
        code: 'ERR_FP_POLICY',
        issues: [`policy.${issue}`, `policies.pay.${issue}`],
      }),
    );
    const guard = create({})();
    expect(() => guard.requirePolicy(by('rs_1'))).toThrow(expect.objectContaining({ issues: [issue] }));
    expect(() => guard.requirePolicy({ rules: { ruleset: 'deny' } })).not.toThrow();
  });

  test.each(['', 'rs 1', 'rs:1', 'x'.repeat(65), 1, null])('is an ID: %j', (rulesetId) => {
    const policy = { rules: { ruleset: ['deny', { rulesetId }] } } as PolicyConfig;
    expect(() => evaluatePolicy(policy, { signals: {} })).toThrow(
      /rules\.ruleset\.rulesetId: expected an ID/,
    );
  });
});
