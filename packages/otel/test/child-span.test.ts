import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { context, SpanKind } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { type Fixture, openFixture } from '../../testing/src/fixture.js';
import { instrument } from '../src/index.js';
import { openTelemetry } from './telemetry.js';

const { spans, providers } = openTelemetry();
const undici = new UndiciInstrumentation({
  startSpanHook: ({ origin, path }) =>
    path.startsWith('/v4/events/')
      ? { 'url.full': `${origin}/v4/events/{id}`, 'url.path': '/v4/events/{id}' }
      : {},
});
let fixture: Fixture;

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  undici.setTracerProvider(providers.tracerProvider);
  fixture = await openFixture();
});
afterAll(async () => {
  undici.disable();
  context.disable();
  await fixture.close();
});

test('the call of the Server API is a child of the check, each of its own', async () => {
  const guard = instrument(fixture.guard(), providers);
  const events = await Promise.all([1, 2, 3].map(() => fixture.emulator.createEvent()));
  const decisions = await Promise.all(
    events.map(({ eventId }) => guard.check({ method: 'POST', url: '/', headers: {}, body: { eventId } })),
  );
  expect(decisions.map(({ source }) => source)).toEqual(['api', 'api', 'api']);

  const checks = spans().filter(({ name }) => name === 'fingerprint_guard.check');
  const calls = spans().filter(({ kind }) => kind === SpanKind.CLIENT);
  expect(checks).toHaveLength(3);
  const parents = calls.map(({ parentSpanContext }) => parentSpanContext?.spanId);
  expect(parents.sort()).toEqual(checks.map((check) => check.spanContext().spanId).sort());
  expect(checks.map(({ parentSpanContext }) => parentSpanContext)).toEqual([undefined, undefined, undefined]);

  const left = JSON.stringify(spans().map(({ attributes }) => attributes));
  for (const { eventId, visitorId } of events) {
    expect(left).not.toContain(eventId);
    expect(left).not.toContain(visitorId);
  }
});
