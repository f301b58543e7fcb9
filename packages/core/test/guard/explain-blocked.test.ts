import { afterEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { Environment } from '../../src/doctor/environment.js';
import { createExplainBlocked } from '../../src/guard/explain-blocked.js';
import {
  type Decision,
  evaluatePolicy,
  type FingerprintGuardOptions,
  type Logger,
  type PolicyConfig,
} from '../../src/index.js';
import { SIGNAL_KINDS } from '../../src/signals/signals.js';
import { hostileDecisions } from '../support/hostile-decisions.js';
import { requestFor, useEmulator } from '../support/scene.js';

const scene = useEmulator();
const EMULATOR = new URL('http://127.0.0.1:4870');
const API = new URL('https://api.fpjs.io');
const OF = { production: false, development: false, debug: undefined, several: undefined, guards: 1 };

const blocked = (more: Partial<Decision> = {}): Decision => ({
  ...evaluatePolicy('recommended', {
    signals: { bot: 'bad', lookup: 'found' },
    request: { method: 'POST', path: '/accounts/alice', route: '/accounts/:id' },
  }),
  ...more,
});

/** The line about a decision, and the method of the logger. */
function saidOf(
  decision: Decision,
  {
    debug,
    environment = {},
    baseUrl = API,
    methods = ['warn', 'info', 'debug'],
  }: {
    debug?: boolean;
    environment?: Partial<Environment>;
    baseUrl?: URL;
    methods?: string[];
  } = {},
): [method: string, line: string][] {
  const said: [string, string][] = [];
  const logger = Object.fromEntries(
    methods.map((method) => [method, (line: string) => said.push([method, line])]),
  ) as unknown as Logger;
  createExplainBlocked({ debug, logger }, { ...OF, ...environment }, baseUrl)(decision);
  return said;
}

describe('why a request was blocked is said', () => {
  test.each<[string, Parameters<typeof saidOf>[1], string[]]>([
    ['by the option', { debug: true }, ['info']],
    ['by the variable', { environment: { debug: true } }, ['info']],
    ['in development', { environment: { development: true } }, ['info']],
    ['before an emulator', { baseUrl: EMULATOR }, ['info']],
    ['before one of a name', { baseUrl: new URL('http://eu.localhost:4870') }, ['info']],
    ['not before the API', {}, []],
    ['not in production', { environment: { production: true }, baseUrl: EMULATOR }, []],
    ['in production, if it is asked for', { debug: true, environment: { production: true } }, ['info']],
    ['in production, by the variable', { environment: { production: true, debug: true } }, ['info']],
    ['not where the option says so', { debug: false, environment: { debug: true }, baseUrl: EMULATOR }, []],
    ['not where the variable says so', { environment: { debug: false, development: true } }, []],
    ['by debug, without info', { debug: true, methods: ['warn', 'debug'] }, ['debug']],
    ['by warn, if it is asked for', { debug: true, methods: ['warn'] }, ['warn']],
    ['not by warn, unless it is', { baseUrl: EMULATOR, methods: ['warn'] }, []],
  ])('%s', (_where, how, methods) => {
    expect(saidOf(blocked(), how).map(([method]) => method)).toEqual(methods);
  });

  test('not for a request that passes, nor in monitor mode', () => {
    const passes = [
      blocked({ blocked: false }),
      evaluatePolicy({ mode: 'monitor' }, { signals: { bot: 'bad' } }),
    ];
    for (const decision of passes) expect(saidOf(decision, { debug: true })).toEqual([]);
  });

  test('by its route, its policy and the rules that decided, with where to read on', () => {
    expect(saidOf(blocked(), { debug: true })).toEqual([
      [
        'info',
        "[fingerprint-guard] POST /accounts/:id is blocked (deny) by the policy 'inline': bad-bot: the visitor is a bad bot; see @fingerprint-guard/core/docs/rules.md#bad-bot",
      ],
    ]);
    const [[, line] = []] = saidOf(blocked({ request: { method: 'POST', path: '/accounts/alice' } }), {
      debug: true,
    });
    expect(line).toContain('] a POST request is blocked');
  });

  test('in one line without a control character, and not too long, whatever was sent', () => {
    fc.assert(
      fc.property(hostileDecisions, (decision) => {
        const [[, line] = ['', '']] = saidOf({ ...decision, blocked: true }, { debug: true });
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(line.length).toBeLessThan(800);
      }),
      { numRuns: 100 },
    );
  });

  test('without an ID, an address, or anything else that names the client', () => {
    const named = Object.entries(SIGNAL_KINDS).flatMap(([name, kind]) =>
      kind === 'private' ? [[name, `canary-${name}`] as const] : [],
    );
    expect(named.length).toBeGreaterThan(5);
    const rules = Object.fromEntries(
      named.map(([name]) => [`own-${name}`, ['deny', { when: { [name]: { ne: '-' } } }]]),
    );
    for (const mismatch of ['linkedIdMatches', 'originAllowed', 'environmentAllowed']) {
      const decision = evaluatePolicy(
        { extends: 'strict', rules: rules as PolicyConfig['rules'] & object },
        {
          signals: { ...Object.fromEntries(named), [mismatch]: false },
          id: 'canary-decision',
          request: { method: 'POST', path: '/canary' },
        },
      );
      for (const reason of decision.reasons) {
        const [[, line] = []] = saidOf({ ...decision, reasons: [reason] }, { debug: true });
        expect(line).toContain(reason.rule);
        expect(line).not.toContain('canary');
      }
    }
  });

  test('and no logger that throws fails the request', () => {
    const logger = {
      warn() {},
      info() {
        throw new Error('disk full');
      },
    };
    createExplainBlocked({ debug: true, logger }, OF, API)(blocked());
  });
});

describe('a guard', () => {
  const { NODE_ENV, FINGERPRINT_GUARD_DEBUG } = process.env;
  afterEach(() => {
    Object.assign(process.env, { NODE_ENV });
    if (FINGERPRINT_GUARD_DEBUG === undefined) delete process.env.FINGERPRINT_GUARD_DEBUG;
    else Object.assign(process.env, { FINGERPRINT_GUARD_DEBUG });
  });

  async function linesOf(env: Record<string, string>, options: Partial<FingerprintGuardOptions> = {}) {
    Object.assign(process.env, env);
    const info = jest.fn();
    const { guard } = scene.guard({ logger: { warn() {}, info }, ...options });
    await guard.check(requestFor((await scene.emulator.createEvent('bad-bot')).eventId));
    return info.mock.calls.length;
  }

  test.each<[Record<string, string>, Partial<FingerprintGuardOptions>, number]>([
    [{}, {}, 1],
    [{ FINGERPRINT_GUARD_DEBUG: '0' }, {}, 0],
    [{ NODE_ENV: 'production' }, {}, 0],
    [{ NODE_ENV: 'production', FINGERPRINT_GUARD_DEBUG: '1' }, {}, 1],
    [{ NODE_ENV: 'production', FINGERPRINT_GUARD_DEBUG: 'constructor' }, {}, 0],
    [{ NODE_ENV: 'production' }, { debug: true }, 1],
    [{}, { debug: false }, 0],
    [{}, { logger: false }, 0],
  ])('with an emulator, %j and %j, logs %i lines', async (env, options, lines) => {
    expect(await linesOf(env, options)).toBe(lines);
  });

  test.each<[string, unknown]>([
    ['a debug that is no boolean', { debug: 'yes' }],
    ['a logger whose info is none', { logger: { warn() {}, info: true } }],
  ])('refuses %s', (_what, options) => {
    expect(() => scene.guard(options as object)).toThrow(expect.objectContaining({ code: 'ERR_FP_OPTION' }));
  });
});
