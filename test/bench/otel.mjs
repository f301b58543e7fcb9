// The cost that OpenTelemetry adds to a check, without the check itself: a guard with a fixed decision, bare and
// instrumented.

import { defineFingerprintGuard, evaluatePolicy } from '@fingerprint-guard/core';
import { instrument } from '@fingerprint-guard/otel';
import { fingerprintVisit, guardDeciding } from '@fingerprint-guard/testing';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { spread } from './measure.mjs';

const REQUEST = { method: 'POST', url: '/login', headers: {} };

/** An honest visit to a site, as `recommended` judges it: rules of phones are unknown. */
const decision = {
  ...evaluatePolicy('recommended', fingerprintVisit()),
  id: crypto.randomUUID(),
  elapsedMs: 12,
};

/** Takes every span, and keeps none. */
const NOWHERE = { export: (_spans, done) => done({ code: 0 }), shutdown: async () => {} };

/** Microseconds of CPU that instrumenting adds to a check, with no SDK and with one; each round measures all in turn. */
export async function instrumentedChecks(rounds, count) {
  const bare = defineFingerprintGuard({ ...guardDeciding('allow'), check: async () => decision });
  const meterProvider = new MeterProvider({
    readers: [new PrometheusExporter({ preventServerStart: true })],
  });
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(NOWHERE)] });
  const withSdk = instrument(bare, { tracerProvider, meterProvider });
  const withoutSdk = instrument(bare);

  const added = { withoutSdk: [], withSdk: [] };
  for (let round = -1; round < rounds; round++) {
    const floor = await usPerCheck(bare, count);
    const without = (await usPerCheck(withoutSdk, count)) - floor;
    // As an SDK registers it; nothing else may run while it is there.
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const withOne = (await usPerCheck(withSdk, count)) - floor;
    context.disable();
    if (round < 0) continue; // the warm-up
    added.withoutSdk.push(without);
    added.withSdk.push(withOne);
  }
  await tracerProvider.shutdown();
  await meterProvider.shutdown();
  return { withoutSdkUs: spread(added.withoutSdk), withSdkUs: spread(added.withSdk) };
}

async function usPerCheck(guard, count) {
  const before = process.cpuUsage();
  for (let run = 0; run < count; run++) await guard.check(REQUEST);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}
