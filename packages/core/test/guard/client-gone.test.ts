import { describe, expect, test } from '@jest/globals';
import type { PolicyConfig } from '../../src/index.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';

const scene = useEmulator();
const gone = { isGone: () => true };

const check = async (policy: PolicyConfig | undefined, options = {}) => {
  const { guard } = scene.guard(policy ? { policy } : {});
  const { eventId } = await scene.emulator.createEvent();
  return guard.check(requestFor(eventId), undefined, options);
};

describe('a client that is gone', () => {
  test('is denied and not looked up, by recommended and by strict', async () => {
    for (const preset of ['recommended', 'strict'] as const) {
      const decision = await check({ extends: preset }, gone);
      expect(decision).toMatchObject({ action: 'deny', blocked: true, signals: { lookup: 'skipped' } });
      expect(rulesOf(decision)).toEqual(['client-gone']);
    }
    expect(scene.emulator.requests()).toEqual([]);
  });

  test('is looked up, and judged by all other rules, if the policy does not deny it', async () => {
    for (const level of ['off', 'observe'] as const) {
      const decision = await check({ rules: { 'client-gone': level } }, gone);
      expect(decision).toMatchObject({ action: 'allow', signals: { lookup: 'found', clientGone: true } });
    }
  });

  test('passes in monitor mode, which blocks nobody', async () => {
    expect(await check({ mode: 'monitor' }, gone)).toMatchObject({ action: 'deny', blocked: false });
  });

  test('includes one that leaves while it is judged', async () => {
    let asked = 0;
    const decision = await check(undefined, { isGone: () => ++asked > 2 });
    expect(decision).toMatchObject({ blocked: true, signals: { lookup: 'found' } });
    expect(rulesOf(decision)).toEqual(['client-gone']);
  });

  test('is neither one that waits nor one of which nothing is known', async () => {
    const waiting = await check(undefined, { isGone: () => false });
    expect(waiting).toMatchObject({ action: 'allow', signals: { clientGone: false } });
    expect(waiting.unknown).not.toContain('client-gone');
    const untold = await check(undefined);
    expect(untold).toMatchObject({ action: 'allow', signals: { clientGone: undefined } });
    expect(untold.unknown).toContain('client-gone');
  });
});
