import cluster from 'node:cluster';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bestCase } from '../../src/doctor/best-case.js';
import { DOCTOR_CODES } from '../../src/doctor/finding.js';
import {
  createFingerprintGuard,
  createMemoryReplayStore,
  type FingerprintGuard,
  type FingerprintGuardOptions,
  normalizeEvent,
  type PolicyConfig,
} from '../../src/index.js';
import { RULES } from '../../src/policy/rules/index.js';
import { SIGNAL_NAMES } from '../../src/signals/signals.js';

const guards: FingerprintGuard[] = [];
const environment = { ...process.env };
beforeEach(() => {
  process.env.NODE_ENV = 'test';
});
afterEach(async () => {
  process.env = { ...environment };
  await Promise.all(guards.splice(0).map((guard) => guard.close()));
});

function examined(options: Partial<FingerprintGuardOptions> = {}) {
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  const guard = createFingerprintGuard({ apiKey: 'secret', logger, ...options });
  guards.push(guard);
  return { guard, warnings, findings: guard.doctor() };
}

/** Every option that adds to what a guard can know. */
const whole = {
  geo: { locate: () => undefined },
  origins: ['https://shop.example'],
  linkedId: () => 'user',
  environmentId: 'ae_1',
} satisfies Partial<FingerprintGuardOptions>;

const own = (rules: PolicyConfig['rules']): Partial<FingerprintGuardOptions> => ({
  policies: { login: { rules } as PolicyConfig },
});

test('a guard with every option has no findings', () => {
  expect(examined(whole)).toMatchObject({ findings: [], warnings: [] });
});

test('a rule of a preset that cannot be judged is reported, but not logged', () => {
  const { findings, warnings } = examined();
  expect(
    findings.map(({ code, severity, rules }) => [code, severity, rules.map(({ rule }) => rule)]),
  ).toEqual([
    ['FP_DOCTOR_NO_GEO', 'info', ['ip-mismatch', 'ip-location-mismatch']],
    ['FP_DOCTOR_NO_ORIGINS', 'info', ['origin-mismatch']],
    ['FP_DOCTOR_NO_LINKED_ID', 'info', ['linked-id-mismatch']],
    ['FP_DOCTOR_NO_ENVIRONMENT_ID', 'info', ['environment-mismatch']],
  ]);
  expect(warnings).toEqual([]);
});

describe('a rule that a policy sets, and that can never be judged', () => {
  test.each<[string, Partial<FingerprintGuardOptions>, string, string]>([
    ['geo', own({ 'ip-location-mismatch': 'deny' }), 'FP_DOCTOR_NO_GEO', 'ip-location-mismatch'],
    ['geo', own({ 'ip-mismatch': 'deny' }), 'FP_DOCTOR_NO_GEO', 'ip-mismatch'],
    ['origins', own({ 'origin-mismatch': 'challenge' }), 'FP_DOCTOR_NO_ORIGINS', 'origin-mismatch'],
    ['linkedId', own({ 'linked-id-mismatch': 'deny' }), 'FP_DOCTOR_NO_LINKED_ID', 'linked-id-mismatch'],
    [
      'environmentId',
      own({ 'environment-mismatch': 'deny' }),
      'FP_DOCTOR_NO_ENVIRONMENT_ID',
      'environment-mismatch',
    ],
    [
      'geo',
      own({ far: ['deny', { when: { ipDistanceKm: { gt: 5 }, 'event.tags.plan': 'free' } }] }),
      'FP_DOCTOR_NO_GEO',
      'far',
    ],
    [
      'linkedId',
      own({ other: ['deny', { when: { any: [{ tor: true }, { not: { linkedIdMatches: true } }] } }] }),
      'FP_DOCTOR_NO_LINKED_ID',
      'other',
    ],
  ])('is a warning without %s: %j', (option, policies, code, rule) => {
    const { [option as 'geo']: _left, ...others } = whole;
    const { findings, warnings } = examined({ ...others, ...policies });
    expect(findings).toContainEqual({
      code,
      severity: 'warning',
      message: `without ${option}, these rules can never be evaluated: ${rule} (login)`,
      advice: expect.stringContaining(`give the guard ${option}`),
      rules: [{ policy: 'login', rule }],
    });
    expect(warnings).toEqual([expect.stringContaining(`${code}: without ${option}`)]);
    expect(examined({ ...whole, ...policies }).findings).toEqual([]);
  });

  test("is a warning without an apiKey, if it needs the visitor's history", () => {
    const sealedKeys = [Buffer.alloc(32, 7).toString('base64')];
    const options = { ...whole, sealedKeys, ...own({ 'impossible-travel': 'deny' }) };
    expect(examined({ ...options, apiKey: undefined }).findings).toMatchObject([
      { code: 'FP_DOCTOR_NO_API_KEY', severity: 'warning', rules: [{ rule: 'impossible-travel' }] },
    ]);
    expect(examined(options).findings).toEqual([]);
  });

  test("is judged by the rule's own options", () => {
    const { origins, geo, ...others } = whole;
    const rules = {
      'origin-mismatch': ['deny', { origins: ['https://shop.example'] }],
      'ip-mismatch': ['deny', { tolerance: 'same-asn' }],
      'ip-location-mismatch': 'off',
    } as const;
    expect(examined({ ...others, policy: { rules } }).findings).toEqual([]);
  });

  test('is named once, with each of its policies; by whenUnknown it matches every request', () => {
    const rules = { 'linked-id-mismatch': ['deny', { whenUnknown: 'match' }] } as const;
    const { linkedId, ...others } = whole;
    const { findings } = examined({ ...others, policy: { rules }, policies: { pay: { rules } } });
    expect(findings).toMatchObject([
      {
        message:
          'without linkedId, these rules can never be evaluated: linked-id-mismatch (default, pay); because of whenUnknown, every request matches linked-id-mismatch (default, pay)',
      },
    ]);
  });

  test('is judged if it reads how a lookup failed, or what the page sent along', () => {
    const when = {
      lookupStatus: 502,
      lookupErrorCode: 'x',
      retryAfterMs: { gt: 1 },
      'event.tags.plan': 'free',
    };
    const rules = { mine: ['deny', { when: { ...when, lookupCause: 'status' } }] } as const;
    expect(examined({ ...whole, policy: { rules } }).findings).toEqual([]);
  });
});

describe('the generations of the API', () => {
  const unjudged = (apiVersion: 'v3' | '2019', policy: PolicyConfig = {}) =>
    examined({ ...whole, apiVersion, policy }).findings.map(({ code, severity, rules }) => ({
      code,
      severity,
      rules: rules.map(({ rule }) => rule),
    }));

  test('v3 knows no agents and no calls, and has no rulesets and no partial events', () => {
    expect(unjudged('v3')).toEqual([
      {
        code: 'FP_DOCTOR_API_VERSION',
        severity: 'info',
        rules: ['spoofed-agent', 'ai-agent', 'active-call', 'ruleset', 'partial-event'],
      },
    ]);
  });

  test.each([
    ['v4', 0],
    ['v3', 0],
    ['2019', 1],
  ] as const)('%s: a label of any name can be judged where events have labels', (apiVersion, findings) => {
    const when = { 'event.labels.automation_tool.mlScore': { gt: 0.9 } };
    const policy: PolicyConfig = { rules: { mine: ['deny', { when }] } };
    const warnings = examined({ ...whole, apiVersion, policy }).findings.filter(
      ({ code, severity }) => code === 'FP_DOCTOR_API_VERSION' && severity === 'warning',
    );
    expect(warnings).toHaveLength(findings);
  });

  test('2019 has little more than age, address, incognito mode and the probability of a bot', () => {
    const findings = unjudged('2019');
    const rules = findings.flatMap((finding) => finding.rules);
    expect(findings).toHaveLength(1);
    expect(rules).toEqual(
      expect.arrayContaining(['bad-bot', 'low-confidence', 'vpn', 'velocity', 'datacenter']),
    );
    const judged = RULES.map(({ id }) => id as string).filter((id) => !rules.includes(id));
    expect(judged).toEqual(
      expect.arrayContaining([
        'stale-event',
        'bot-probability',
        'incognito',
        'ip-mismatch',
        'origin-mismatch',
      ]),
    );
  });

  test('a custom rule that needs v4 and geo is named once, by the generation', () => {
    const { geo, ...others } = whole;
    const when = { ipDistanceKm: { gt: 1 }, tor: true };
    const policy: PolicyConfig = { rules: { mine: ['deny', { when }] } };
    expect(examined({ ...others, apiVersion: '2019', policy }).findings).toContainEqual(
      expect.objectContaining({ code: 'FP_DOCTOR_API_VERSION', severity: 'warning' }),
    );
  });

  test('the best case knows every signal that a guard can know', () => {
    const everything = {
      geo: true,
      origins: true,
      linkedId: true,
      environmentId: true,
      history: true,
      apiVersion: 'v4',
    } as const;
    const { signals } = bestCase(everything);
    expect(SIGNAL_NAMES.filter((name) => signals[name] === undefined)).toEqual([]);
  });

  test('the best case has the fields that events of each generation have', () => {
    const has = { geo: false, origins: false, linkedId: false, environmentId: false, history: false };
    const fields = (apiVersion: 'v4' | 'v3' | '2019') =>
      Object.keys(bestCase({ ...has, apiVersion }).event).sort();
    const of = (json: object) => Object.keys(normalizeEvent(json)).sort();
    expect(fields('v4')).toEqual(of({ event_id: 'e' }));
    expect(fields('v3')).toEqual(of({ products: { identification: { data: { requestId: 'e' } } } }));
    const location = {
      country: { code: 'DE' },
      latitude: 1,
      longitude: 2,
      accuracyRadius: 3,
      timezone: 'Europe/Berlin',
      asn: { asn: '1' },
    };
    const visit = { time: '2026-01-01T00:00:00Z', ip: '203.0.113.1', ipLocation: location };
    expect(fields('2019')).toEqual(of(visit));
    const ipInfo = (event: {
      ipInfo?: { v4?: { location?: object | undefined } | undefined } | undefined;
    }) => [
      Object.keys(event.ipInfo ?? {}),
      Object.keys(event.ipInfo?.v4 ?? {}),
      Object.keys(event.ipInfo?.v4?.location ?? {}),
    ];
    expect(ipInfo(bestCase({ ...has, apiVersion: '2019' }).event)).toEqual(ipInfo(normalizeEvent(visit)));
  });
});

describe('policies that let stale IDs be used again', () => {
  test.each<[PolicyConfig, string | undefined]>([
    [{}, undefined],
    [{ extends: 'strict' }, undefined],
    [{ rules: { 'stale-event': 'off' } }, 'warning'],
    [{ rules: { 'stale-event': 'challenge' } }, 'warning'],
    [{ rules: { 'stale-event': ['deny', { sample: 0.5 }] } }, 'warning'],
    [{ rules: { 'stale-event': ['deny', { maxAgeMs: 600_000 }] } }, undefined],
    [{ extends: 'observe-all' }, 'info'],
  ])('%j: %s', (policy, severity) => {
    const { findings, warnings } = examined({ ...whole, policies: { pay: policy } });
    const stale = findings.filter(({ code }) => code === 'FP_DOCTOR_STALE_EVENTS');
    expect(stale.map((finding) => finding.severity)).toEqual(severity ? [severity] : []);
    expect(stale.flatMap(({ rules }) => rules)).toEqual(
      severity ? [{ policy: 'pay', rule: 'stale-event' }] : [],
    );
    expect(warnings).toHaveLength(severity === 'warning' ? 1 : 0);
  });
});

describe('a replay store in memory', () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ['in development', { NODE_ENV: 'development' }, undefined],
    ['in production', { NODE_ENV: 'production' }, 'info'],
    ['on AWS Lambda', { AWS_LAMBDA_FUNCTION_NAME: 'shop' }, 'warning'],
    ['on Cloud Run', { NODE_ENV: 'production', K_SERVICE: 'shop' }, 'warning'],
    ['on Vercel', { VERCEL: '1' }, 'warning'],
  ])('%s: %s', (where, variables, severity) => {
    Object.assign(process.env, variables);
    const { findings, warnings } = examined(whole);
    expect(findings).toEqual(
      severity
        ? [
            expect.objectContaining({
              code: 'FP_DOCTOR_MEMORY_REPLAY_STORE',
              severity,
              message: expect.stringContaining(where),
            }),
          ]
        : [],
    );
    expect(warnings).toHaveLength(severity === 'warning' ? 1 : 0);
    expect(examined({ ...whole, replayStore: createMemoryReplayStore() }).findings).toEqual([]);
    const unused = examined({ ...whole, policy: { rules: { 'reused-event': 'off' } } }).findings;
    expect(unused.map(({ code }) => code)).toEqual(['FP_DOCTOR_REUSED_EVENTS']);
  });
});

test('a replay store in memory, on Cloudflare Workers, which sets no variable: a warning', () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', {
    value: { userAgent: 'Cloudflare-Workers' },
    configurable: true,
  });
  try {
    const [finding] = examined(whole).findings;
    expect(finding).toMatchObject({ code: 'FP_DOCTOR_MEMORY_REPLAY_STORE', severity: 'warning' });
    expect(finding?.message).toContain('on Cloudflare Workers');
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  }
});

describe('several guards of one process, each with a replay store of its own', () => {
  const code = 'FP_DOCTOR_MEMORY_REPLAY_STORE';
  const severities = (options: Partial<FingerprintGuardOptions>) =>
    examined({ ...whole, ...options })
      .findings.filter((finding) => finding.code === code)
      .map(({ severity }) => severity);
  beforeEach(() => {
    process.env.NODE_ENV = 'production';
  });

  test('let an ID be used once in each, which the second one reports', () => {
    expect(severities({})).toEqual(['info']);
    const { findings, warnings } = examined(whole);
    expect(findings).toContainEqual(
      expect.objectContaining({ code, severity: 'warning', message: expect.stringContaining('2 guards') }),
    );
    expect(warnings).toHaveLength(1);
  });

  test('are fine for two accounts, with one store, one after the other, or in development', async () => {
    expect(severities({})).toEqual(['info']);
    expect(severities({ apiKey: 'of-another-account' })).toEqual(['info']);
    const replayStore = createMemoryReplayStore();
    expect([severities({ replayStore }), severities({ replayStore })]).toEqual([[], []]);
    process.env.NODE_ENV = 'development';
    expect(severities({})).toEqual([]);
    await Promise.all(guards.splice(0).map((guard) => guard.close()));
    process.env.NODE_ENV = 'production';
    expect(severities({})).toEqual(['info']);
  });
});

describe('what switches protection off', () => {
  const found = (policy: PolicyConfig, options: Partial<FingerprintGuardOptions> = {}) =>
    examined({ ...whole, ...options, policies: { pay: policy } }).findings.filter(
      ({ code }) => code !== 'FP_DOCTOR_STALE_EVENTS' && code !== 'FP_DOCTOR_MEMORY_REPLAY_STORE',
    );

  test.each<[PolicyConfig, string, 'info' | 'warning']>([
    [{ mode: 'monitor' }, 'development', 'info'],
    [{ mode: 'monitor' }, 'production', 'warning'],
    [{ extends: { mode: 'monitor' } }, 'development', 'warning'],
    [{ extends: ['strict', { extends: { mode: 'monitor' } }] }, 'development', 'warning'],
  ])('the mode of %j in %s: %s', (policy, environment, severity) => {
    process.env.NODE_ENV = environment;
    expect(found(policy)).toMatchObject([
      { code: 'FP_DOCTOR_MONITOR', severity, message: expect.stringContaining('pay') },
    ]);
    const enforced: PolicyConfig = { extends: policy, mode: 'enforce' };
    expect(found(enforced)).toEqual([]);
  });

  test.each<[string, 'info' | 'warning']>([
    ['development', 'info'],
    ['production', 'warning'],
  ])('a policy that only observes, in %s: %s', (environment, severity) => {
    process.env.NODE_ENV = environment;
    expect(found({ extends: 'observe-all' })).toMatchObject([{ code: 'FP_DOCTOR_OBSERVE_ALL', severity }]);
  });

  test.each(['missing-event', 'malformed-event', 'unknown-event', 'unreadable-sealed-result'] as const)(
    '%s below challenge',
    (rule) => {
      const named = [
        { code: 'FP_DOCTOR_EVENT_NOT_REQUIRED', severity: 'warning', rules: [{ policy: 'pay', rule }] },
      ];
      const set = (setting: unknown) => found({ rules: { [rule]: setting } } as PolicyConfig);
      for (const setting of ['off', 'observe', ['deny', { sample: 0.5 }]])
        expect(set(setting)).toMatchObject(named);
      for (const setting of ['challenge', 'deny', ['deny', { sample: 1 }]]) expect(set(setting)).toEqual([]);
    },
  );

  test.each([
    'over-budget',
    'client-gone',
    'future-event',
    'partial-event',
    'missing-signals',
    'signals-over-budget',
  ] as const)('%s below challenge', (rule) => {
    const set = (setting: unknown, base: PolicyConfig['extends'] = 'recommended') =>
      found({ extends: base, rules: { [rule]: setting } } as PolicyConfig);
    const named = [
      { code: 'FP_DOCTOR_CLIENT_FAILURES', severity: 'warning', rules: [{ policy: 'pay', rule }] },
    ];
    for (const setting of ['off', 'observe', ['deny', { sample: 0.5 }], ['challenge', { sample: 0.5 }]])
      for (const base of ['recommended', 'strict'] as const) expect(set(setting, base)).toMatchObject(named);
    const inherited = { extends: 'strict', rules: { [rule]: 'off' } } as PolicyConfig;
    expect(found({ extends: ['strict', inherited] })).toMatchObject(named);
    expect(found({ extends: [inherited, 'strict'] })).toEqual([]);
    for (const setting of ['challenge', 'deny', ['deny', { sample: 1 }]]) expect(set(setting)).toEqual([]);
  });

  test('a failure that no client can cause may fail open', () => {
    for (const rule of ['api-unavailable', 'api-refused', 'replay-store-unavailable', 'signals-unavailable'])
      expect(found({ extends: 'strict', rules: { [rule]: 'observe' } } as PolicyConfig)).toEqual([]);
  });

  test('nothing in a preset that is unchanged, not even monitor mode', () => {
    for (const preset of ['recommended', 'strict'] as const) {
      expect(found({ extends: preset })).toEqual([]);
      expect(found({ extends: preset, mode: 'monitor' })).toMatchObject([
        { code: 'FP_DOCTOR_MONITOR', severity: 'info' },
      ]);
    }
  });

  test('all of them, if a policy observes all but one rule', () => {
    expect(found({ extends: 'observe-all', rules: { 'bad-bot': 'deny' } })).toMatchObject([
      { code: 'FP_DOCTOR_EVENT_NOT_REQUIRED', rules: [{}, {}, {}, {}] },
      { code: 'FP_DOCTOR_CLIENT_FAILURES', rules: [{}, {}, {}, {}, {}, {}] },
      { code: 'FP_DOCTOR_REUSED_EVENTS' },
    ]);
  });

  test('reused-event that is off, or holds for some', () => {
    const set = (setting: unknown) => found({ rules: { 'reused-event': setting } } as PolicyConfig);
    for (const setting of ['off', 'observe', ['deny', { sample: 0.9 }]])
      expect(set(setting)).toMatchObject([{ code: 'FP_DOCTOR_REUSED_EVENTS', severity: 'warning' }]);
    expect(set(['deny', { scope: 'policy' }])).toEqual([]);
  });

  const base = (rules: PolicyConfig['rules']): PolicyConfig => ({ rules }) as PolicyConfig;
  test.each<[string, PolicyConfig, string | undefined]>([
    ['deny, {}', { extends: 'strict', rules: { 'stale-event': ['deny', {}] } }, 'maxAgeMs'],
    ['deny, {}', { extends: 'strict', rules: { 'low-confidence': ['deny', {}] } }, 'min'],
    ['challenge, {}', { extends: 'strict', rules: { 'ip-mismatch': ['challenge', {}] } }, 'tolerance'],
    [
      'another option',
      { extends: 'strict', rules: { 'stale-event': ['deny', { whenUnknown: 'match' }] } },
      'maxAgeMs',
    ],
    [
      'a list',
      {
        extends: base({ 'ip-blocklist': ['deny', { lists: ['attackSource', 'emailSpam'] }] }),
        rules: { 'ip-blocklist': ['deny', {}] },
      },
      'lists',
    ],
    [
      'limits',
      {
        extends: base({ velocity: ['deny', { limits: { 'distinctIp.5m': 1 } }] }),
        rules: { velocity: ['deny', {}] },
      },
      'limits',
    ],
    [
      'whenUnknown',
      { extends: base({ vpn: ['deny', { whenUnknown: 'match' }] }), rules: { vpn: ['deny', {}] } },
      'whenUnknown',
    ],
    ['a level alone', { extends: 'strict', rules: { 'stale-event': 'deny' } }, undefined],
    [
      'the option itself',
      { extends: 'strict', rules: { 'stale-event': ['deny', { maxAgeMs: 90_000 }] } },
      undefined,
    ],
    ['nothing stricter before', { rules: { 'stale-event': ['deny', {}] } }, undefined],
    [
      'something milder before',
      {
        extends: base({ 'stale-event': ['deny', { maxAgeMs: 600_000 }] }),
        rules: { 'stale-event': ['deny', {}] },
      },
      undefined,
    ],
    [
      'a smaller sample before',
      { extends: base({ vpn: ['deny', { sample: 0.1 }] }), rules: { vpn: ['deny', {}] } },
      undefined,
    ],
    [
      'a rule that does not stop',
      { extends: 'strict', rules: { 'stale-event': ['observe', {}] } },
      undefined,
    ],
  ])('an option that falls back to its default, by %s: %j', (_how, policy, option) => {
    const lost = found(policy).filter(({ code }) => code === 'FP_DOCTOR_LOST_OPTIONS');
    expect(lost.map(({ severity }) => severity)).toEqual(option ? ['warning'] : []);
    if (option) expect(lost[0]?.message).toContain(`(pay: ${option})`);
  });
});

test('a replay store in the memory of a cluster worker is a warning', async () => {
  cluster.setupPrimary({ exec: fileURLToPath(new URL('../support/cluster-worker.mjs', import.meta.url)) });
  const worker = cluster.fork({ NODE_OPTIONS: '' });
  const [findings] = await once(worker, 'message');
  expect(findings).toContainEqual(
    expect.objectContaining({ code: 'FP_DOCTOR_MEMORY_REPLAY_STORE', severity: 'warning' }),
  );
  await once(worker, 'exit');
});

describe('a proxy that is trusted blindly', () => {
  const request = { method: 'GET', url: '/', headers: {} };
  const codes = (guard: FingerprintGuard) => guard.doctor().map(({ code }) => code);

  test('is found with the first request of such a framework, and stays found', async () => {
    const { guard, warnings } = examined(whole);
    expect(codes(guard)).toEqual([]);
    for (let run = 0; run < 2; run++) await guard.check(request, undefined, { trustsAnyProxy: true });
    expect(codes(guard)).toEqual(['ERR_FP_PROXY_TRUST']);
    expect(warnings).toEqual([expect.stringContaining('ERR_FP_PROXY_TRUST')]);
  });

  test('is not reported if clientIp says what to trust', async () => {
    const { guard } = examined({ ...whole, clientIp: { trustedProxies: ['10.0.0.0/8'] } });
    await guard.check(request, undefined, { trustsAnyProxy: true });
    expect(codes(guard)).toEqual([]);
  });

  const eighths = (first: number) =>
    Array.from({ length: 32 }, (_network, index) => `${first + index}.0.0.0/8`);
  test.each([
    ['0.0.0.0/0'],
    ['::/0'],
    ['::/00'],
    ['::ffff:10.0.0.1/0'],
    ['0.0.0.0/1', '128.0.0.0/1'],
    ['0.0.0.0/1'],
    ['::/1', '8000::/1'],
    ['2000::/4', '3000::/4'],
    ['::ffff:0.0.0.0/96'],
    eighths(20),
  ])('is found at once if clientIp trusts %s', (...networks) => {
    const { guard, warnings } = examined({
      ...whole,
      clientIp: { trustedProxies: ['10.0.0.0/8', 'unix', ...networks] },
    });
    expect(codes(guard)).toEqual(['ERR_FP_PROXY_TRUST']);
    expect(warnings).toHaveLength(1);
  });

  test.each([
    [
      'of private networks',
      ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7', 'fe80::/10'],
    ],
    ['of a network that is listed often', Array<string>(64).fill('104.16.0.0/8')],
    [
      'of networks within each other',
      eighths(20)
        .slice(1)
        .flatMap((network) => [network, '22.0.0.0/7', '24.1.0.0/16']),
    ],
    ['of documentation', ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32']],
    ['of a content network', ['104.16.0.0/13', '172.64.0.0/13', '2606:4700::/32', '2a06:98c0::/29']],
  ])('is not, by a list %s', (_what, trustedProxies) => {
    const { guard, warnings } = examined({ ...whole, clientIp: { trustedProxies } });
    expect(codes(guard)).toEqual([]);
    expect(warnings).toEqual([]);
  });
});

test('a loopback API in production is a warning, and disabled caching is reported', () => {
  process.env.NODE_ENV = 'production';
  const { findings, warnings } = examined({
    ...whole,
    baseUrl: 'http://localhost:4870',
    cache: false,
    replayStore: createMemoryReplayStore(),
  });
  expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
    ['FP_DOCTOR_NO_CACHE', 'info'],
    ['FP_DOCTOR_LOOPBACK_API', 'warning'],
  ]);
  expect(warnings).toEqual([expect.stringMatching(/FP_DOCTOR_LOOPBACK_API: .*loopback/)]);
});

test('findings are frozen, and hold no secret; logger: false silences them', () => {
  const { findings } = examined({
    apiKey: 'my-secret',
    logger: false,
    ...own({ 'origin-mismatch': 'deny' }),
  });
  expect(Object.isFrozen(findings) && Object.isFrozen(findings[0]?.rules)).toBe(true);
  expect(JSON.stringify(findings)).not.toContain('my-secret');
});

describe('addresses', () => {
  const checked = async (...addresses: (string | undefined)[]) => {
    const { guard, warnings } = examined({ ...whole, sealedKeys: [Buffer.alloc(32).toString('base64')] });
    for (const ip of addresses)
      await guard.check({ method: 'POST', url: '/', headers: {}, ip }, undefined, { required: false });
    const codes = guard.doctor().map(({ code }) => code);
    return { codes, told: warnings.filter((warning) => warning.includes('FP_DOCTOR_NO_CLIENT_ADDRESS')) };
  };
  const unknown = (count: number) => Array<undefined>(count).fill(undefined);

  test('that are never known are reported and logged after twenty requests', async () => {
    const { codes, told } = await checked(...unknown(25));
    expect(codes).toEqual(['FP_DOCTOR_NO_CLIENT_ADDRESS']);
    expect(told).toEqual([expect.stringContaining("'unix'")]);
  });

  test.each([
    ['of fewer', unknown(19)],
    ['but once', [...unknown(19), '203.0.113.7', ...unknown(25)]],
  ])('%s are not reported', async (_what, addresses) => {
    expect(await checked(...addresses)).toEqual({ codes: [], told: [] });
  });

  test('of clients that are gone do not count', async () => {
    const { guard } = examined(whole);
    for (let time = 0; time < 25; time++)
      await guard.check({ method: 'POST', url: '/', headers: {} }, undefined, { isGone: () => true });
    expect(guard.doctor()).toEqual([]);
  });
});

test('every code has a section of its own in the documentation', () => {
  const guide = readFileSync(new URL('../../../../docs/doctor.md', import.meta.url), 'utf8');
  for (const code of DOCTOR_CODES) expect(guide).toContain(`\n## ${code}\n`);
});
