import { describe, expect, test } from '@jest/globals';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';
import { useUpstream } from '../support/upstream.js';

const scene = useEmulator();
const upstream = useUpstream();

describe('each problem with a key is named', () => {
  test('a guard without one: an ID alone is missing, and the decision and the log say why', async () => {
    const { eventId, sealedResult } = await scene.emulator.createEvent();
    const sealedKeys = [scene.emulator.sealedKey];
    const { guard, warnings } = scene.guard({ apiKey: undefined, sealedKeys });
    warnings.length = 0;
    for (let times = 0; times < 2; times++) {
      const decision = await guard.check(requestFor(eventId));
      expect(rulesOf(decision)).toEqual(['missing-event']);
      expect(decision.error).toMatchObject({
        code: 'ERR_FP_OPTION',
        message: expect.stringMatching(/^apiKey: /),
      });
    }
    expect(warnings).toEqual([expect.stringContaining('apiKey')]);
    const opened = await guard.check(requestFor(undefined, { body: { sealedResult } }));
    expect([opened.action, opened.error, warnings.length]).toEqual(['allow', undefined, 1]);
    const nothing = await guard.check(requestFor(undefined));
    expect([rulesOf(nothing), nothing.error]).toEqual([['missing-event'], undefined]);
  });

  test.each([
    ['secret_api_key_not_found', 'does not know this key'],
    ['secret_api_key_required', 'received no key'],
    ['workspace_scoped_secret_key_required', 'requires a workspace-scoped key'],
    ['wrong_region', 'in another region'],
    ['subscription_not_active', 'no active subscription'],
    ['feature_not_enabled', 'does not include this call'],
    ['of_tomorrow', 'refuses this key'],
  ])('%s', async (code, message) => {
    const { url } = await upstream.answering({ status: 403, body: { error: { code, message: '' } } });
    const { guard, warnings } = scene.guard({ baseUrl: url });
    expect(await guard.check(requestFor('id'))).toMatchObject({ failedOpen: true });
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`${message}.*${code}`))]);
  });
});

describe('a webhook secret', () => {
  const secretIn = (secrets: string | string[]) => {
    const { guard, warnings } = scene.guard();
    guard.createWebhookReceiver({ secrets });
    return warnings;
  };

  test.each(['shh-1\n', ' shh-1', 'shh-1 ', '\tshh-1'])(
    'with white space around it is logged: %j',
    (secret) => {
      for (const secrets of [secret, ['another', secret]]) {
        const warnings = secretIn(secrets);
        expect(warnings).toEqual([expect.stringContaining('white space')]);
        expect(warnings.join()).not.toContain('shh-1');
      }
    },
  );

  test('with white space in it, or none, is not', () => {
    expect(secretIn('a secret')).toEqual([]);
    expect(secretIn(['secret', 'another'])).toEqual([]);
  });
});
