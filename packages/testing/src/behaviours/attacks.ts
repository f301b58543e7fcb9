import { strict as assert } from 'node:assert';
import type { FingerprintGuardOptions, RuleSettings } from '@fingerprint-guard/core';
import type { EventOverrides, ScenarioName } from '@fingerprint-guard/emulator';
import { assertBlocked, type Stop } from '../assert-blocked.js';
import type { Group } from '../group.js';
import { SHOP } from '../scene.js';

interface Attack extends Stop {
  scenario?: ScenarioName;
  /** Called when the event is created, because times in it are relative to that. */
  overrides?: () => EventOverrides;
  headers?: Readonly<Record<string, string>>;
  guard?: Partial<FingerprintGuardOptions>;
}

const withRules = (rules: RuleSettings) => ({ policy: { rules } });

const ATTACKS: Readonly<Record<string, Attack>> = {
  'a bad bot': { scenario: 'bad-bot', rule: 'bad-bot' },
  'a private window, under a policy that asks for a step-up,': {
    scenario: 'incognito',
    guard: withRules({ incognito: 'challenge' }),
    rule: 'incognito',
    action: 'challenge',
  },
  'a VPN, under a policy that denies it,': {
    scenario: 'vpn',
    guard: withRules({ vpn: 'deny' }),
    rule: 'vpn',
  },
  'a proxy, under a policy that denies it,': {
    scenario: 'proxy',
    guard: withRules({ proxy: 'deny' }),
    rule: 'proxy',
  },
  'the Tor network': { scenario: 'tor', rule: 'tor', action: 'challenge' },
  'a browser that was tampered with': { scenario: 'tampered', rule: 'tampering', action: 'challenge' },
  'an identification with low confidence': {
    scenario: 'low-confidence',
    rule: 'low-confidence',
    action: 'challenge',
  },
  'a payload that the vendor saw before': { scenario: 'replayed', rule: 'replayed-payload' },
  'a stale event': { scenario: 'stale', rule: 'stale-event', retry: true },
  'an event made on another site': {
    scenario: 'other-origin',
    guard: { origins: [SHOP] },
    rule: 'origin-mismatch',
  },
  'a request sent from another site': {
    headers: { origin: 'https://shop.example.net' },
    guard: { origins: [SHOP] },
    rule: 'origin-mismatch',
  },
  'an event made in another network': {
    overrides: () => ({ ip_address: '203.0.113.9' }),
    guard: withRules({ 'ip-mismatch': ['deny', { tolerance: 'same-network' }] }),
    rule: 'ip-mismatch',
  },
  'a stale event of a bad bot, for which a new event would not help,': {
    scenario: 'bad-bot',
    // Stale, but not by so much that it would not be looked up.
    overrides: () => ({ timestamp: Date.now() - 150_000 }),
    rule: 'bad-bot',
  },
};

/** Makes a well-formed ID that does not exist: too old for an event that is not visible yet, too recent to be stale. */
const unknownId = () => `${Date.now() - 10_000}.AbCdEf`;

export const attacks: Group = (play) => {
  for (const [name, attack] of Object.entries(ATTACKS)) {
    const { scenario, overrides, headers = {}, guard = {}, ...stop } = attack;
    play(`${name} is blocked, and an honest visit is not`, async (open) => {
      const scene = await open({ guard });
      const honest = await scene.createEvent();
      assert.equal((await scene.login(honest.eventId, { origin: SHOP })).status, 200);

      const { eventId } = await scene.createEvent(scenario, overrides?.());
      assertBlocked(scene, await scene.login(eventId, headers), { ...stop, handledBefore: 1 });
    });
  }

  play(
    'an event that was used before is blocked, and the answer does not ask for a new one',
    async (open) => {
      const scene = await open();
      const { eventId } = await scene.createEvent();
      assert.equal((await scene.login(eventId)).status, 200);
      const reuse = { rule: 'reused-event', handledBefore: 1 };
      assert.equal(assertBlocked(scene, await scene.login(eventId), reuse).signals.reused, true);
      assertBlocked(scene, await scene.send({ body: { eventId } }), reuse);
    },
  );

  play('an event that was blocked is used up', async (open) => {
    const scene = await open({ guard: { policies: { lax: { rules: { 'bad-bot': 'off' } } } } });
    const { eventId } = await scene.createEvent('bad-bot');
    assertBlocked(scene, await scene.login(eventId), { rule: 'bad-bot' });
    assertBlocked(scene, await scene.login(eventId), { rule: 'reused-event' });
  });

  play('an event that has become stale is blocked', async (open) => {
    let now = Date.now();
    const scene = await open({ guard: { now: () => now } });
    const { eventId } = await scene.createEvent();
    now += 121_000;
    assertBlocked(scene, await scene.login(eventId), { rule: 'stale-event', retry: true });
  });

  play('an event stays used for as long as it could be fresh', async (open) => {
    let now = Date.now();
    const policy = { rules: { 'stale-event': ['deny', { maxAgeMs: 600_000 }] } } as const;
    const scene = await open({ guard: { policy, now: () => now } });
    const { eventId } = await scene.createEvent();
    assert.equal((await scene.login(eventId)).status, 200);
    now += 599_000;
    assertBlocked(scene, await scene.login(eventId), { rule: 'reused-event', handledBefore: 1 });
  });

  play('an ID that the API does not know is blocked', async (open) => {
    const scene = await open();
    assertBlocked(scene, await scene.login(unknownId()), { rule: 'unknown-event', retry: true });
  });

  play('a request without an event is blocked, and costs no lookup', async (open) => {
    const scene = await open();
    for (const sent of [{}, { body: {} }, { body: { eventId: '' } }, { path: '/login?event=x' }]) {
      assertBlocked(scene, await scene.send(sent), { rule: 'missing-event', retry: true });
    }
    assert.deepEqual(scene.asked(), []);
  });
};
