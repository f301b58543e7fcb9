import type { PolicyConfig } from '@fingerprint-guard/core';
import { describe, expect, test } from '@jest/globals';
import { eachTest } from '../support/shop.js';
import { frameworks, type Placed } from './frameworks.js';

const shop = eachTest();

const login: PolicyConfig = { rules: { incognito: 'deny' } };

describe.each(frameworks)('on $name', ({ name, words, start }) => {
  const { fingerprint } = words;
  const requireFingerprint = words.requireFingerprint as (...args: unknown[]) => unknown;
  const requireEdge = words.requireEdge as (...args: unknown[]) => unknown;

  /** The result of placing something: the error that fails the start or the request, or the status of a visit. */
  async function outcome(placed: Placed, scenario: 'honest' | 'incognito' = 'honest'): Promise<unknown> {
    const errors: unknown[] = [];
    const app = await start(placed, (error) => void errors.push(error)).catch((error: unknown) => ({
      error,
    }));
    if ('error' in app) return { atStart: true, error: app.error };
    shop.endings.push(app.close);
    const { status } = await fetch(`${app.url}/login`, {
      method: 'POST',
      headers: await shop.visit(scenario),
    });
    return errors.length > 0 ? { status, error: errors[0] } : status;
  }

  const failed = (code: string, message: string | RegExp) =>
    expect.objectContaining({
      error: expect.objectContaining({ code, message: expect.stringMatching(message) }),
    });

  describe('what makes a middleware, put in its place uncalled, is an error that names it', () => {
    const isNone = (word: string) =>
      new RegExp(`\\b${word} creates (a )?\\w+ and is not (a )?\\w+ itself: write ${word}\\(`);

    test('requireFingerprint, in front of a route', async () => {
      const guard = shop.guard();
      const result = await outcome({ guard, route: requireFingerprint });
      expect(result).toEqual(failed('ERR_FP_OPTION', isNone('requireFingerprint')));
      expect(result).toMatchObject(name === 'Fastify' ? { atStart: true } : { status: 500 });
      expect(await outcome({ guard, route: requireFingerprint() })).toBe(200);
    });

    test('requireFingerprint, in front of every route', async () => {
      const guard = shop.guard();
      const result = await outcome({ guard, everywhere: requireFingerprint });
      expect(result).toEqual(failed('ERR_FP_OPTION', isNone('requireFingerprint')));
      expect(result).toMatchObject({ status: 500 });
      expect(await outcome({ guard, everywhere: requireFingerprint() })).toBe(200);
    });

    test('requireEdge', async () => {
      const guard = shop.guard();
      const result = await outcome({ guard, route: requireEdge });
      expect(result).toEqual(failed('ERR_FP_OPTION', isNone('requireEdge')));
      expect(result).toMatchObject(name === 'Fastify' ? { atStart: true } : { status: 500 });
      expect(await outcome({ guard, route: requireEdge({}) })).toBe(200);
    });

    test('fingerprint', async () => {
      const result = await outcome({ everywhere: fingerprint, route: requireFingerprint() });
      const plugin = /^fingerprint is a plugin, neither a hook/;
      expect(result).toEqual(failed('ERR_FP_OPTION', name === 'Fastify' ? plugin : isNone('fingerprint')));
      expect(result).toMatchObject({ status: 500 });
      expect(await outcome({ guard: shop.guard(), route: requireFingerprint() })).toBe(200);
    });
  });

  describe('a misspelt policy behind an attached guard', () => {
    const misspelt = /^POST \/login: the guard has no policy 'lgoin'; did you mean login\?$/;

    test('is an error at the latest of the first request, which names the route', async () => {
      const guard = shop.guard({ policies: { login } });
      const result = await outcome({ guard, route: requireFingerprint('lgoin') });
      expect(result).toEqual(failed('ERR_FP_UNKNOWN_POLICY', misspelt));
      expect(result).toMatchObject(name === 'Fastify' ? { atStart: true } : { status: 500 });
      expect(await outcome({ guard, route: requireFingerprint('login') })).toBe(200);
    });

    test('is found by a request that is skipped, too', async () => {
      const guard = shop.guard({ policies: { login } });
      const skip = () => true;
      expect(await outcome({ guard, route: requireFingerprint('lgoin', { skip }) })).toEqual(
        failed('ERR_FP_UNKNOWN_POLICY', misspelt),
      );
      expect(await outcome({ guard, route: requireFingerprint('login', { skip }) })).toBe(200);
    });

    test('of a policy in line that the guard cannot have', async () => {
      const policy = { rules: { 'stale-event': ['deny', { maxAgeMs: 3_600_000 }] } };
      expect(await outcome({ guard: shop.guard(), route: requireFingerprint(policy) })).toEqual(
        failed('ERR_FP_POLICY', /^POST \/login: .*maxEventAgeMs/s),
      );
    });
  });

  describe('requireEdge of a guard that cannot have requests analysed', () => {
    test('is an error at once with that guard, and else of the first request or of the start', async () => {
      const message = /analyzeEdge is not part of the Server API of v3: v4 has it$/;
      const guard = shop.guard({ apiVersion: 'v3' });
      expect(() => requireEdge(guard)).toThrow(message);
      const result = await outcome({ guard, route: requireEdge({ skip: true }) });
      expect(result).toEqual(failed('ERR_FP_UNSUPPORTED', new RegExp(`^POST /login: ${message.source}`)));
      expect(result).toMatchObject(name === 'Fastify' ? { atStart: true } : { status: 500 });
      expect(await outcome({ guard, route: requireFingerprint({ skip: true }) })).toBe(200);
      expect(await outcome({ route: requireEdge(shop.guard(), {}) })).toBe(200);
    });

    test('without a key', () => {
      const sealedKeys = [Buffer.alloc(32).toString('base64')];
      const guard = shop.guard({ apiKey: undefined, sealedKeys });
      expect(() => requireEdge(guard)).toThrow(/^apiKey: required to have requests analysed/);
      expect(() => requireFingerprint(guard)).not.toThrow();
    });
  });

  describe('what is required may be', () => {
    test.each<[string, (word: typeof requireFingerprint) => unknown, string]>([
      ['the name of a preset', (word) => word('strict'), 'strict'],
      ['the name of a preset with options', (word) => word({ policy: 'strict', skip: false }), 'strict'],
      ['a policy with options', (word) => word({ policy: login, skip: false }), 'inline'],
      ['a policy and nothing else', (word) => word({ policy: login }), 'inline'],
      ['a policy by its name', (word) => word({ policy: 'login' }), 'login'],
    ])('%s', async (_form, route, policy) => {
      const guard = shop.guard({ policies: { login } });
      const own = (...args: unknown[]) => requireFingerprint(shop.guard({ policies: { login } }), ...args);
      for (const placed of [{ guard, route: route(requireFingerprint) }, { route: route(own) }]) {
        expect(await outcome(placed, 'incognito')).toBe(403);
        expect(shop.decisions.at(-1)).toMatchObject({ policy, blocked: true });
        expect(await outcome(placed)).toBe(200);
      }
    });

    test('options alone, for the policy of the guard', async () => {
      const guard = shop.guard({ policy: 'strict' });
      expect(await outcome({ guard, route: requireFingerprint({ passChallenge: false }) }, 'incognito')).toBe(
        403,
      );
      expect(await outcome({ guard, route: requireFingerprint({ passChallenge: true }) }, 'incognito')).toBe(
        200,
      );
      expect(shop.decisions.at(-1)).toMatchObject({ policy: 'default', action: 'challenge' });
      expect(await outcome({ guard, route: requireFingerprint({ skip: true }) }, 'incognito')).toBe(200);
    });
  });

  test.each<[string, unknown[], RegExp]>([
    [
      'an option that nobody knows',
      [{ policy: 'login', passChalenge: true }],
      /passChalenge: unknown option; did you mean passChallenge/,
    ],
    ['options twice', [{ policy: 'login' }, { skip: true }], /policy: unknown key/],
    ['a promise of a policy', [Promise.resolve(login)], /a plain object/],
    ['a Map', [new Map()], /a plain object/],
    ['a promise as the policy', [{ policy: Promise.resolve(login) }], /a plain object/],
  ])('%s is an error at once', (_what, args, message) => {
    expect(() => requireFingerprint(...args)).toThrow(message);
  });
});
