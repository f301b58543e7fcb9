import { describe, expect, test } from '@jest/globals';
import type {
  FingerprintGuard,
  FingerprintGuardOptions,
  GuardPolicies,
  PolicyConfig,
} from '../../src/index.js';
import { requestFor, useEmulator } from '../support/scene.js';

const scene = useEmulator();

const STRICT: PolicyConfig = { extends: 'strict' };
const MISSPELT = { rules: { incognitto: 'deny' } } as unknown as PolicyConfig;

/** What a policy concludes of a private window: `recommended` lets it pass. */
async function actionOf({ check }: FingerprintGuard, policy?: string) {
  const { eventId } = await scene.emulator.createEvent('incognito');
  return (await check(requestFor(eventId), policy)).action;
}

describe('setPolicies', () => {
  test('changes the guard’s own policy and the named ones; what is left out stays', async () => {
    const { guard } = scene.guard({ policies: { login: {}, payment: STRICT } });
    expect([await actionOf(guard), await actionOf(guard, 'login')]).toEqual(['allow', 'allow']);
    guard.setPolicies({ policies: { login: STRICT, search: {} } });
    expect([await actionOf(guard), await actionOf(guard, 'login')]).toEqual(['allow', 'challenge']);
    guard.setPolicies({ policy: STRICT });
    expect([await actionOf(guard), await actionOf(guard, 'search')]).toEqual(['challenge', 'allow']);
    await expect(actionOf(guard, 'payment')).rejects.toMatchObject({ code: 'ERR_FP_UNKNOWN_POLICY' });
  });

  test.each<[string, unknown, string, string]>([
    [
      'an issue in one of them',
      { policy: STRICT, policies: { login: STRICT, payment: MISSPELT } },
      'ERR_FP_POLICY',
      'policies.payment.rules.incognitto: unknown rule; did you mean incognito?',
    ],
    [
      'several issues',
      { policy: MISSPELT, policies: { login: MISSPELT } },
      'ERR_FP_POLICY',
      'policies.login.rules',
    ],
    ['a reserved name', { policies: { login: STRICT, default: {} } }, 'ERR_FP_POLICY', 'a reserved name'],
    [
      'an age above the guard’s bound',
      { policies: { login: { rules: { 'stale-event': ['deny', { maxAgeMs: 9e5 }] } } } },
      'ERR_FP_POLICY',
      "above the guard's maxEventAgeMs",
    ],
    ['no policy', { policy: null }, 'ERR_FP_POLICY', 'expected a policy'],
    ['a name that is required', { policies: {} }, 'ERR_FP_UNKNOWN_POLICY', "no policy 'login'"],
    ['a misspelt name', { policies: { logn: STRICT } }, 'ERR_FP_UNKNOWN_POLICY', 'did you mean logn?'],
    ['no policies', undefined, 'ERR_FP_OPTION', 'expected options'],
    ['a list of policies', { policies: [STRICT] }, 'ERR_FP_OPTION', 'policies: expected an object'],
    ...[Promise.resolve({}), new Map(), new Date(0)].map((policies): [string, unknown, string, string] => [
      `what is no plain object, ${policies.constructor.name}`,
      { policies },
      'ERR_FP_OPTION',
      'policies: expected an object',
    ]),
    ['another option', { polices: {} }, 'ERR_FP_OPTION', 'did you mean policies?'],
  ])('changes nothing with %s', async (_what, given, code, message) => {
    const { guard } = scene.guard({ policies: { login: {}, payment: {} } });
    guard.requirePolicy('login');
    const before = guard.doctor();
    expect(() => guard.setPolicies(given as GuardPolicies)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
    expect([await actionOf(guard), await actionOf(guard, 'login'), await actionOf(guard, 'payment')]).toEqual(
      ['allow', 'allow', 'allow'],
    );
    expect(guard.doctor()).toBe(before);
  });

  test('takes the names away that nothing requires, even if a check has used them', async () => {
    const { guard } = scene.guard({ policies: { login: {}, tenant: {} } });
    await actionOf(guard, 'tenant');
    guard.setPolicies({ policies: { login: {} } });
    expect(() => guard.requirePolicy('tenant')).toThrow(
      expect.objectContaining({ code: 'ERR_FP_UNKNOWN_POLICY' }),
    );
  });

  test('a check under way keeps the policy that it began with', async () => {
    const { guard, decisions } = scene.guard({ policies: { login: {} } });
    const { eventId } = await scene.emulator.createEvent('incognito');
    const underWay = guard.check(requestFor(eventId), 'login');
    // Its policy is chosen, and its event is still to come.
    await Promise.resolve();
    guard.setPolicies({ policies: {} });
    expect(await underWay).toMatchObject({ action: 'allow', policy: 'login' });
    expect(decisions).toHaveLength(1);
    await expect(guard.check(requestFor(eventId), 'login')).rejects.toThrow("no policy 'login'");
  });

  test('calls of geo and useless lookups follow the new policies', async () => {
    const asked: string[] = [];
    const geo = { locate: (ip: string) => void asked.push(ip) };
    const { guard } = scene.guard({
      policy: { extends: 'observe-all', rules: { 'ip-location-mismatch': 'off', 'ip-mismatch': 'off' } },
      geo,
    });
    const check = async () => {
      const { eventId } = await scene.emulator.createEvent('honest');
      return guard.check(requestFor(eventId, { ip: '93.184.216.34' }));
    };
    await check();
    expect(asked).toEqual([]);
    guard.setPolicies({ policy: { rules: { 'stale-event': 'deny' } } });
    await check();
    expect(asked).toEqual(['93.184.216.34']);
    const old = await guard.check(requestFor(`${Date.now() - 3_600_000}.AbCdEf`));
    expect(old.signals.lookup).toBe('skipped');
  });

  test('the doctor follows: new findings are logged, fixed ones are gone, those from requests stay', async () => {
    const { guard, warnings } = scene.guard({ policies: { login: {} } });
    const codes = () => guard.doctor().flatMap(({ code, severity }) => (severity === 'warning' ? code : []));
    await guard.check(requestFor(undefined, { ip: '203.0.113.7' }), 'login', { trustsAnyProxy: true });
    expect(codes()).toEqual(['ERR_FP_PROXY_TRUST']);
    warnings.length = 0;

    guard.setPolicies({ policies: { login: { rules: { 'missing-event': 'off' } } } });
    expect(codes()).toEqual(['FP_DOCTOR_EVENT_NOT_REQUIRED', 'ERR_FP_PROXY_TRUST']);
    guard.setPolicies({
      policies: { login: { rules: { 'missing-event': 'off', 'malformed-event': 'off' } } },
    });
    expect(warnings).toEqual([
      expect.stringContaining('missing-event (login: off); '),
      expect.stringContaining('missing-event (login: off), malformed-event (login: off); '),
    ]);
    guard.setPolicies({ policies: { login: {} } });
    expect(codes()).toEqual(['ERR_FP_PROXY_TRUST']);
    expect(warnings).toHaveLength(2);
  });

  test('ends with the guard', async () => {
    const { guard } = scene.guard();
    await guard.close();
    expect(() => guard.setPolicies({ policy: STRICT })).toThrow(
      expect.objectContaining({ code: 'ERR_FP_CLOSED' }),
    );
  });
});

describe('policyFor', () => {
  const options = (policyFor: unknown): Partial<FingerprintGuardOptions> => ({
    policies: { tenant: STRICT, login: {} },
    policyFor: policyFor as NonNullable<FingerprintGuardOptions['policyFor']>,
  });

  test('names the policy of a check that names none', async () => {
    const { guard } = scene.guard(options(() => 'tenant'));
    expect(await actionOf(guard)).toBe('challenge');
    expect(await actionOf(guard, 'login')).toBe('allow');
  });

  test('receives the request, including its body', async () => {
    const { guard } = scene.guard(options(({ body }: { body: { tenant?: string } }) => body.tenant));
    const { eventId } = await scene.emulator.createEvent('honest');
    const request = { method: 'POST', url: '/login', headers: { 'x-fingerprint-event-id': eventId } };
    const readBody = async () => ({ tenant: 'tenant' });
    expect((await guard.check(request, undefined, { readBody })).policy).toBe('tenant');
  });

  test.each([undefined, null])('that names %s leaves it to the guard’s own', async (nothing) => {
    const { guard } = scene.guard(options(() => nothing));
    expect(await actionOf(guard)).toBe('allow');
  });

  test.each<[string, () => unknown, string]>([
    ['an unknown name', () => 'tennant', 'did you mean tenant?'],
    ['an empty name', () => '', 'no policy'],
    ['what every object has', () => 'constructor', 'no policy'],
    ['a policy', () => STRICT, 'something other than'],
    ['a promise of a name', async () => 'tenant', 'something other than'],
    ['false', () => false, 'something other than'],
  ])('that names %s is an error, never a pass', async (_what, policyFor, message) => {
    const { guard, decisions } = scene.guard(options(policyFor));
    await expect(actionOf(guard)).rejects.toMatchObject({
      code: 'ERR_FP_UNKNOWN_POLICY',
      message: expect.stringContaining(message),
    });
    expect(decisions).toEqual([]);
  });

  test('that throws is the error of the check', async () => {
    const { guard } = scene.guard(
      options(() => {
        throw new Error('no tenant');
      }),
    );
    await expect(actionOf(guard)).rejects.toThrow('no tenant');
  });
});

describe('a shadow', () => {
  const shadowed: Partial<FingerprintGuardOptions> = {
    policies: { login: {}, 'login-next': STRICT },
    shadow: { login: 'login-next' },
  };

  test('says what a second policy would have concluded, and changes nothing', async () => {
    const { guard } = scene.guard(shadowed);
    const { eventId } = await scene.emulator.createEvent('incognito');
    const decision = await guard.check(requestFor(eventId), 'login');
    expect(decision).toMatchObject({
      action: 'allow',
      blocked: false,
      policy: 'login',
      shadow: { policy: 'login-next', action: 'challenge', reasons: [{ rule: 'incognito' }] },
    });
    expect(Object.keys(decision.shadow ?? {}).sort()).toEqual([
      'action',
      'policy',
      'policyRevision',
      'reasons',
      'unknown',
    ]);
    const next = await guard.check(requestFor(eventId), 'login-next');
    expect(next).not.toHaveProperty('shadow');
    expect(decision.shadow?.policyRevision).toBe(next.policyRevision);
  });

  test('lets nothing pass that the first policy stops', async () => {
    const { guard } = scene.guard({ policies: { login: STRICT, next: {} }, shadow: { login: 'next' } });
    const { eventId } = await scene.emulator.createEvent('incognito');
    expect(await guard.check(requestFor(eventId), 'login')).toMatchObject({
      action: 'challenge',
      blocked: true,
      shadow: { action: 'allow', reasons: [] },
    });
  });

  test('requests nothing by itself: no history, no location, no claim, no ruleset', async () => {
    const asked: string[] = [];
    const claims: string[] = [];
    const { guard } = scene.guard({
      policies: {
        login: {
          extends: 'observe-all',
          rules: {
            'reused-event': 'off',
            'ip-mismatch': 'off',
            'ip-location-mismatch': 'off',
            'impossible-travel': 'off',
            ruleset: ['observe', { rulesetId: 'rs_2' }],
          },
        },
        next: {
          extends: 'strict',
          rules: { 'impossible-travel': 'deny', ruleset: ['deny', { rulesetId: 'rs_1' }] },
        },
      },
      shadow: { login: 'next' },
      geo: { locate: (ip) => void asked.push(ip) },
      replayStore: { claim: async (key) => claims.push(key) > 0 },
    });
    const { eventId } = await scene.emulator.createEvent('honest', {
      rule_action: { type: 'block', ruleset_id: 'rs_2' },
    });
    const { shadow } = await guard.check(requestFor(eventId, { ip: '93.184.216.34' }), 'login');
    expect(shadow?.unknown).toEqual(
      expect.arrayContaining(['reused-event', 'ip-location-mismatch', 'impossible-travel', 'ruleset']),
    );
    expect(asked).toEqual([]);
    expect(claims).toEqual([]);
    expect(scene.emulator.requests().map(({ path }) => path)).toEqual([
      `/v4/events/${eventId}?ruleset_id=rs_2`,
    ]);
  });

  test('knows the verdict of the ruleset that both follow', async () => {
    const ruleset = (level: 'observe' | 'deny'): PolicyConfig => ({
      rules: { ruleset: [level, { rulesetId: 'rs_2' }] },
    });
    const { guard } = scene.guard({
      policies: { login: ruleset('observe'), next: ruleset('deny') },
      shadow: { login: 'next' },
    });
    const { eventId } = await scene.emulator.createEvent('honest', {
      rule_action: { type: 'block', ruleset_id: 'rs_2' },
    });
    const { action, shadow } = await guard.check(requestFor(eventId), 'login');
    expect([action, shadow?.action]).toEqual(['allow', 'deny']);
  });

  test('may shadow the guard’s own policy, and a decision that is only attached', async () => {
    const { guard } = scene.guard({ policies: { next: STRICT }, shadow: { default: 'next' } });
    const { eventId } = await scene.emulator.createEvent('incognito');
    const attached = await guard.check(requestFor(eventId), undefined, { required: false, claim: false });
    expect(attached.shadow).toMatchObject({ policy: 'next', action: 'challenge' });
    expect(await guard.check(requestFor(eventId), {})).not.toHaveProperty('shadow');
  });

  test('follows setPolicies, and keeps its names', async () => {
    const { guard } = scene.guard(shadowed);
    guard.setPolicies({ policies: { login: {}, 'login-next': {} } });
    const { eventId } = await scene.emulator.createEvent('incognito');
    expect((await guard.check(requestFor(eventId), 'login')).shadow?.action).toBe('allow');
    expect(() => guard.setPolicies({ policies: { login: {} } })).toThrow(
      expect.objectContaining({
        code: 'ERR_FP_UNKNOWN_POLICY',
        message: expect.stringContaining("shadow.login: the guard has no policy 'login-next'"),
      }),
    );
  });

  test.each<[string, unknown, string]>([
    ['of an unknown policy', { logn: 'login-next' }, 'ERR_FP_UNKNOWN_POLICY'],
    ['that is unknown', { login: 'next' }, 'ERR_FP_UNKNOWN_POLICY'],
    ['that is a policy', { login: STRICT }, 'ERR_FP_OPTION'],
    ['that is a name alone', 'login-next', 'ERR_FP_OPTION'],
  ])('%s is an error at once', (_what, shadow, code) => {
    const create = () => scene.guard({ ...shadowed, shadow: shadow as Record<string, string> });
    expect(create).toThrow(expect.objectContaining({ code }));
  });
});
