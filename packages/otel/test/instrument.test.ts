import {
  createFingerprintGuard,
  type Decision,
  defineFingerprintGuard,
  FingerprintError,
  type FingerprintGuard,
  isFingerprintGuard,
} from '@fingerprint-guard/core';
import { guardDeciding } from '@fingerprint-guard/testing';
import { afterEach, describe, expect, test } from '@jest/globals';
import { context, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type InstrumentOptions, instrument } from '../src/index.js';
import { openTelemetry } from './telemetry.js';

const REQUEST = { method: 'POST', url: '/login?account=12', headers: {} };

afterEach(() => {
  trace.disable();
  metrics.disable();
  context.disable();
});

/** A guard that does this in place of a check. */
const checking = (check: FingerprintGuard['check']) =>
  defineFingerprintGuard({ ...guardDeciding('allow'), check });

describe('a check', () => {
  test('has one internal span that describes the decision', async () => {
    const { spans, providers } = openTelemetry();
    const guard = instrument(guardDeciding({ action: 'deny', reasons: [{ rule: 'bad-bot' }] }), providers);
    const decision = await guard.check(REQUEST, 'login');
    expect(spans()).toMatchObject([
      {
        name: 'fingerprint_guard.check',
        kind: SpanKind.INTERNAL,
        instrumentationScope: { name: '@fingerprint-guard/otel' },
        status: { code: SpanStatusCode.UNSET },
        events: [],
      },
    ]);
    expect(spans()[0]?.attributes).toEqual({
      'fingerprint_guard.decision_id': decision.id,
      'fingerprint_guard.policy': decision.policy,
      'fingerprint_guard.policy_revision': decision.policyRevision,
      'fingerprint_guard.action': 'deny',
      'fingerprint_guard.blocked': true,
      'fingerprint_guard.mode': 'enforce',
      'fingerprint_guard.required': true,
      'fingerprint_guard.failed_open': false,
      'fingerprint_guard.source': 'api',
      'fingerprint_guard.lookup': 'found',
      'fingerprint_guard.rules': ['bad-bot'],
    });
  });

  test('is measured and counted, and so is each rule that matched or could not be judged', async () => {
    const { collect, providers } = openTelemetry();
    const guard = instrument(
      guardDeciding({
        action: 'challenge',
        reasons: [{ rule: 'tor' }],
        mode: 'monitor',
        signals: { incognito: true },
      }),
      providers,
    );
    const { observed, unknown, unknownLevels, policy } = await guard.check(REQUEST, {
      rules: { proxy: 'off' },
    });
    await guard.check(REQUEST, { rules: { proxy: 'off' } }, { required: false });
    const attributesOf = (required: boolean) => ({
      policy,
      action: 'challenge',
      mode: 'monitor',
      source: 'api',
      lookup: 'found',
      required,
      failed_open: false,
    });
    const once = [true, false].map((required) => ({ attributes: attributesOf(required), count: 1 }));
    expect(unknown.length).toBeGreaterThan(0);
    expect(observed.map(({ rule }) => rule)).toEqual(['incognito']);
    expect(await collect()).toEqual({
      'fingerprint_guard.check.duration': once,
      'fingerprint_guard.decisions': once,
      'fingerprint_guard.rule.matches': [
        { attributes: { policy, rule: 'tor', level: 'challenge' }, count: 2 },
        ...observed.map(({ rule }) => ({ attributes: { policy, rule, level: 'observe' }, count: 2 })),
      ],
      'fingerprint_guard.rule.unknown': unknown.map((rule, index) => ({
        attributes: { policy, rule, level: unknownLevels?.[index] },
        count: 2,
      })),
    });
    expect(unknownLevels).toEqual(expect.arrayContaining(['challenge', 'deny']));
  });

  test('without an event is measured the same way, and so is its failure', async () => {
    const { collect, spans, providers } = openTelemetry();
    const decision = await guardDeciding('deny').check(REQUEST);
    const given: unknown[][] = [];
    const guard = instrument(
      defineFingerprintGuard({
        ...guardDeciding('allow'),
        async checkEdge(...args) {
          given.push(args);
          if (args[1] === 'fails') throw new RangeError('secret');
          return decision;
        },
      }),
      providers,
    );
    const options = { native: {}, required: false };
    expect(await guard.checkEdge(REQUEST, 'machines', options)).toBe(decision);
    await expect(guard.checkEdge(REQUEST, 'fails', options)).rejects.toThrow(RangeError);
    expect(given[0]).toEqual([REQUEST, 'machines', options]);
    expect(spans().map(({ name }) => name)).toEqual(Array(2).fill('fingerprint_guard.check'));
    const { 'fingerprint_guard.check.duration': durations } = await collect();
    expect(durations?.map(({ attributes }) => attributes)).toMatchObject([
      { action: 'deny' },
      { required: false, 'error.type': 'RangeError' },
    ]);
  });

  test('is measured in seconds, with limits from half a millisecond on', async () => {
    const { durations, providers } = openTelemetry();
    const decision = await guardDeciding('allow').check(REQUEST);
    const guard = instrument(
      checking(async () => ({ ...decision, elapsedMs: 250 })),
      providers,
    );
    await guard.check(REQUEST);
    const { unit, limits, sum } = await durations();
    expect([unit, sum, limits?.at(0), limits?.at(-1)]).toEqual(['s', 0.25, 0.0005, 10]);
  });

  test.each([undefined, 'constructor', 'found '])(
    'with the lookup %p has none of the known ones',
    async (lookup) => {
      const { collect, spans, providers } = openTelemetry();
      const decision = await guardDeciding('allow').check(REQUEST);
      const signals = { ...decision.signals, lookup } as Decision['signals'];
      const guard = instrument(
        checking(async () => ({ ...decision, signals })),
        providers,
      );
      await guard.check(REQUEST);
      expect(spans()[0]?.attributes['fingerprint_guard.lookup']).toBe('_OTHER');
      const { 'fingerprint_guard.decisions': counted } = await collect();
      expect(counted).toMatchObject([{ attributes: { lookup: '_OTHER' } }]);
    },
  );

  test('is active as a span while it runs, for the hook too, and no longer', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const { spans, providers } = openTelemetry();
    const seen: unknown[] = [];
    const guard = createFingerprintGuard({
      apiKey: 'any',
      logger: false,
      onDecision: () => void seen.push(trace.getActiveSpan()?.spanContext().spanId),
    });
    await instrument(guard, providers).check(REQUEST);
    expect(seen).toEqual([spans()[0]?.spanContext().spanId]);
    expect(trace.getActiveSpan()).toBeUndefined();
    await guard.close();
  });

  test('that is not required, of a request without an event, is not counted, as for the hook', async () => {
    const { collect, spans, providers } = openTelemetry();
    const decisions: Decision[] = [];
    const guard = createFingerprintGuard({
      apiKey: 'any',
      logger: false,
      onDecision: (decision) => void decisions.push(decision),
    });
    const instrumented = instrument(guard, providers);
    const look = { claim: false, required: false };
    await instrumented.check(REQUEST, undefined, look);
    expect([decisions, await collect()]).toEqual([[], {}]);
    await instrumented.check({ ...REQUEST, headers: { 'x-fingerprint-event-id': '.' } }, undefined, look);
    await instrumented.check(REQUEST);
    expect(decisions).toHaveLength(2);
    const { 'fingerprint_guard.decisions': counted } = await collect();
    expect(counted?.map(({ count }) => count)).toEqual([1, 1]);
    expect(spans()).toHaveLength(3);
    await guard.close();
  });
});

describe('a check that fails', () => {
  class ShopError extends Error {}
  const cases: [unknown, string][] = [
    [new FingerprintError('ERR_FP_CLOSED', 'the guard is closed'), 'ERR_FP_CLOSED'],
    [new TypeError('GET /v4/events/1763800000000.secret failed'), 'TypeError'],
    [new ShopError('visitor 203.0.113.24'), 'ShopError'],
    [Object.assign(new ShopError(), { name: '203.0.113.24' }), 'ShopError'],
    ['203.0.113.24', '_OTHER'],
    [undefined, '_OTHER'],
  ];
  test.each(cases)('with %p says %s, without a message, and fails the same way', async (error, type) => {
    const { collect, spans, providers } = openTelemetry();
    const guard = instrument(
      checking(() => Promise.reject(error)),
      providers,
    );
    const failed = guard.check(REQUEST, 'login', { required: false }).then(
      () => 'passed',
      (reason) => reason,
    );
    expect(await failed).toBe(error);
    expect(spans()).toMatchObject([{ status: { code: SpanStatusCode.ERROR }, events: [] }]);
    expect(spans()[0]?.status.message).toBeUndefined();
    expect(spans()[0]?.attributes).toEqual({ 'error.type': type });
    expect(await collect()).toEqual({
      'fingerprint_guard.check.duration': [{ attributes: { required: false, 'error.type': type }, count: 1 }],
    });
  });
});

describe('the guard', () => {
  test('is one as before, with everything else as it was', () => {
    const guard = guardDeciding('allow');
    const { check: _, checkEdge: __, close: ___, ...others } = guard;
    const instrumented = instrument(guard);
    expect(isFingerprintGuard(instrumented)).toBe(true);
    expect(instrumented).toMatchObject(others);
    expect(Object.keys(instrumented).sort()).toEqual(Object.keys(guard).sort());
  });

  test('passes on the arguments of a check, and its decision', async () => {
    const decision = await guardDeciding('allow').check(REQUEST);
    const given: unknown[][] = [];
    const guard = instrument(
      checking(async (...args) => {
        given.push(args);
        return decision;
      }),
    );
    const options = { native: {}, claimant: {}, isGone: () => false, passChallenge: true };
    expect(await guard.check(REQUEST, 'login', options)).toBe(decision);
    expect(given).toEqual([[REQUEST, 'login', options]]);
    expect(given[0]?.[2]).toBe(options);
  });

  test('closes the original guard', async () => {
    const guard = guardDeciding('allow');
    await instrument(guard).close();
    await expect(guard.check(REQUEST)).rejects.toMatchObject({ code: 'ERR_FP_CLOSED' });
  });
});

describe('providers', () => {
  test('that are registered later receive the checks since then', async () => {
    const guard = instrument(guardDeciding('allow'));
    expect((await guard.check(REQUEST)).action).toBe('allow');
    const { providers, collect, spans } = openTelemetry();
    trace.setGlobalTracerProvider(providers.tracerProvider);
    metrics.setGlobalMeterProvider(providers.meterProvider);
    await guard.check(REQUEST);
    await guard.check(REQUEST);
    expect(spans()).toHaveLength(2);
    expect((await collect())['fingerprint_guard.decisions']).toMatchObject([{ count: 2 }]);
  });

  test('that follow each other receive each check once', async () => {
    const guard = instrument(guardDeciding('allow'));
    const [first, second] = [openTelemetry(), openTelemetry()];
    metrics.setGlobalMeterProvider(first.providers.meterProvider);
    await guard.check(REQUEST);
    metrics.disable();
    metrics.setGlobalMeterProvider(second.providers.meterProvider);
    await guard.check(REQUEST);
    await guard.check(REQUEST);
    expect((await first.collect())['fingerprint_guard.decisions']).toMatchObject([{ count: 1 }]);
    expect((await second.collect())['fingerprint_guard.decisions']).toMatchObject([{ count: 2 }]);
  });

  test('add up the checks of several guards, however often they are collected', async () => {
    const { collect, providers } = openTelemetry();
    const guards = [1, 2].map(() => instrument(guardDeciding('allow'), providers));
    for (const expected of [2, 4]) {
      for (const guard of guards) await guard.check(REQUEST);
      expect((await collect())['fingerprint_guard.decisions']).toMatchObject([{ count: expected }]);
      expect((await collect())['fingerprint_guard.decisions']).toMatchObject([{ count: expected }]);
    }
  });

  test('have all counts of a closed guard, also of a check that ends later, and release it', async () => {
    const { collect, providers } = openTelemetry();
    const { meterProvider } = providers;
    const callbacks = new Set<unknown>();
    const meter = meterProvider.getMeter('@fingerprint-guard/otel');
    const watched = Object.assign(Object.create(meter), {
      addBatchObservableCallback(
        ...[callback, instruments]: Parameters<typeof meter.addBatchObservableCallback>
      ) {
        callbacks.add(callback);
        meter.addBatchObservableCallback(callback, instruments);
      },
      removeBatchObservableCallback(
        ...[callback, instruments]: Parameters<typeof meter.removeBatchObservableCallback>
      ) {
        callbacks.delete(callback);
        meter.removeBatchObservableCallback(callback, instruments);
      },
    });
    const decision = await guardDeciding('allow').check(REQUEST);
    let end = () => {};
    const guard = instrument(
      checking((_request, policy) =>
        policy === 'slow'
          ? new Promise((resolve) => {
              end = () => resolve(decision);
            })
          : Promise.resolve(decision),
      ),
      { meterProvider: { getMeter: () => watched } },
    );
    await guard.check(REQUEST);
    const slow = guard.check(REQUEST, 'slow');
    expect(callbacks.size).toBe(1);
    await guard.close();
    expect(callbacks.size).toBe(0);
    expect((await collect())['fingerprint_guard.decisions']).toMatchObject([{ count: 1 }]);
    end();
    await slow;
    expect((await collect())['fingerprint_guard.decisions']).toMatchObject([{ count: 2 }]);
    expect(callbacks.size).toBe(0);
  });

  test('get few series, however many names there are', async () => {
    const { collect, providers } = openTelemetry();
    const decision = await guardDeciding({ action: 'deny', reasons: [{ rule: 'tor' }] }).check(REQUEST);
    const guard = instrument(
      checking(async (_request, name) => ({
        ...decision,
        policy: `tenant-${name}`,
        unknown: [`rule-${name}`, 'vpn'],
      })),
      providers,
    );
    for (let tenant = 0; tenant < 300; tenant++) await guard.check(REQUEST, `${tenant}`);
    const collected = await collect();
    const values = (metric: string, name: string) =>
      new Set(collected[metric]?.map(({ attributes }) => attributes[name]));
    const policies = values('fingerprint_guard.decisions', 'policy');
    expect(policies.size).toBe(101);
    expect(policies).toContain('tenant-0');
    expect(policies).toContain('_OTHER');
    const rules = values('fingerprint_guard.rule.unknown', 'rule');
    expect(rules.size).toBe(200); // one of the names is that of the rule that matches
    expect(rules).toContain('vpn');
  });
});

describe('issues', () => {
  const guard = guardDeciding('allow');
  const cases: [string, () => unknown, RegExp][] = [
    ['no guard', () => instrument({ ...guard }), /expected a guard/],
    ['options of a guard', () => instrument({ apiKey: 'secret' } as unknown as FingerprintGuard), /a guard/],
    ['no options', () => instrument(guard, null as unknown as InstrumentOptions), /options such as/],
    [
      'an unknown option',
      () => instrument(guard, { tracer: trace.getTracer('x') } as InstrumentOptions),
      /tracer: unknown option/,
    ],
    [
      'a tracer for its provider',
      () => instrument(guard, { tracerProvider: trace.getTracer('x') } as unknown as InstrumentOptions),
      /tracerProvider: expected/,
    ],
    [
      'a meter for its provider',
      () => instrument(guard, { meterProvider: metrics.getMeter('x') } as unknown as InstrumentOptions),
      /meterProvider: expected/,
    ],
  ];
  test.each(cases)('%s is one', (_name, call, message) => {
    expect(call).toThrow(expect.objectContaining({ code: 'ERR_FP_OPTION' }));
    expect(call).toThrow(message);
  });
});
