import { strict as assert } from 'node:assert';
import type { ReplayStore } from '@fingerprint-guard/core';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';
import { loginDuring } from './login-during.js';

const STORES: Readonly<Record<string, ReplayStore>> = {
  rejects: { claim: () => Promise.reject(new Error('the store is down')) },
  throws: {
    claim: () => {
      throw new Error('the store is down');
    },
  },
  'never answers': { claim: () => new Promise(() => {}) },
};

const STRICT = { extends: 'strict' } as const;
const SHORT_SKEW = { rules: { 'future-event': ['deny', { maxSkewMs: 10_000 }] } } as const;

export const replayStore: Group = (play) => {
  for (const [name, store] of Object.entries(STORES)) {
    play(`that ${name}: recommended lets the request pass, and says so`, async (open) => {
      const { scene, answer } = await loginDuring(open, { guard: { replayStore: store } });
      assert.equal(answer.status, 200);
      const [decision] = scene.handled;
      assert.equal(decision?.failedOpen, true);
      assert.equal(decision?.signals.replayStore, 'unavailable');
      assert.equal(decision?.signals.reused, undefined);
      assert.equal(scene.warnings.length, 1);
    });

    play(`that ${name}: strict answers 503`, async (open) => {
      const { scene, answer } = await loginDuring(open, { guard: { replayStore: store, policy: STRICT } });
      assertBlocked(scene, answer, { rule: 'replay-store-unavailable', status: 503 });
    });

    play(`that ${name} excuses no attack: 403 if the client is to blame as well`, async (open) => {
      const guard = { replayStore: store, policy: STRICT };
      const { scene, answer } = await loginDuring(open, { guard }, { scenario: 'bad-bot' });
      assertBlocked(scene, answer, { rule: 'bad-bot' });
    });
  }

  play('is asked to remember an event for longer than it can be fresh', async (open) => {
    const asked: number[] = [];
    const store: ReplayStore = { claim: async (_key, ttlMs) => asked.push(ttlMs) > 0 };
    const scene = await open({
      guard: { replayStore: store, maxEventAgeMs: 300_000, maxClockSkewMs: 10_000, policy: SHORT_SKEW },
    });
    const { eventId } = await scene.createEvent();
    assert.equal((await scene.login(eventId)).status, 200);
    assert.deepEqual(asked, [320_000]);
  });
};
