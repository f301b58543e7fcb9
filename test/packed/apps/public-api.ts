import {
  createFingerprintGuard,
  createHeaderLocationProvider,
  createMemoryReplayStore,
  createServerApi,
  type Decision,
  definePolicy,
  evaluatePolicy,
  type FingerprintGuardOptions,
  isFingerprintError,
  normalizeEvent,
  type PolicyConfig,
  type ReplayStore,
  type Signals,
} from '@fingerprint-guard/core';
import { type CreatedEvent, type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { createMmdbLocationProvider } from '@fingerprint-guard/geoip';
import { instrument } from '@fingerprint-guard/otel';
import { createRedisEventCache, createRedisReplayStore } from '@fingerprint-guard/redis';
import { adapterConformance, type ConformanceTarget } from '@fingerprint-guard/testing';
import { Cluster } from 'ioredis';
import { createClient } from 'redis';

export const login: PolicyConfig = {
  extends: 'strict',
  rules: {
    'stale-event': ['deny', { maxAgeMs: 60_000 }],
    own: ['deny', { when: { incognito: true, suspectScore: { gte: 15 } } }],
  },
};

export const options: FingerprintGuardOptions = {
  apiKey: process.env.API_KEY,
  policies: { login },
  replayStore: createRedisReplayStore({ client: new Cluster([], { lazyConnect: true }) }),
  cache: createRedisEventCache({ client: createClient() }),
  geo: createMmdbLocationProvider({ path: 'countries.mmdb' }),
};

export const store: ReplayStore = createMemoryReplayStore();
export const geo = createHeaderLocationProvider({ platform: 'cloudflare' });
export const target: ConformanceTarget | undefined = undefined;
export { adapterConformance };

export function judge(signals: Signals): Decision {
  return evaluatePolicy(definePolicy(login), { signals });
}

export async function check(): Promise<string | undefined> {
  const emulator: Emulator = await startEmulator({ port: 0 });
  const { eventId }: CreatedEvent = await emulator.createEvent('bad-bot');
  const guard = instrument(createFingerprintGuard({ apiKey: emulator.secretApiKey, baseUrl: emulator.url }));
  const headers = { 'x-fingerprint-event-id': eventId };
  const decision = await guard.check({ method: 'POST', url: '/', headers }, 'login', { claim: true });
  const api = createServerApi({ apiKey: emulator.secretApiKey, baseUrl: emulator.url });
  try {
    return normalizeEvent(await api.getEvent(eventId)).visitorId ?? decision.reasons[0]?.rule;
  } catch (error) {
    return isFingerprintError(error) ? error.code : undefined;
  }
}
