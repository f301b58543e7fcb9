import { startEmulator } from '@fingerprint-guard/emulator';
import { expect, test } from '@jest/globals';
import { createFingerprintGuard, eventSignals, type FingerprintEvent } from '../../src/index.js';

/** What takes the request, the guard's options or a clock. */
const OF_THE_REQUEST = {
  ageMs: undefined,
  clientIp: undefined,
  ipMatch: undefined,
  ipLocationMismatch: undefined,
  ipDistanceKm: undefined,
  ipAccuracyKm: undefined,
  reused: undefined,
  replayStore: undefined,
};

test('eventSignals has the signals of an event that a guard has, and none of a request', async () => {
  const emulator = await startEmulator();
  const guard = createFingerprintGuard({ apiKey: emulator.secretApiKey, baseUrl: emulator.url });
  try {
    for (const scenario of ['honest', 'vpn', 'rooted-phone', 'partial'] as const) {
      const { eventId } = await emulator.createEvent(scenario);
      const request = { method: 'POST', url: '/', headers: {}, body: { eventId }, ip: '203.0.113.24' };
      const { signals, event } = await guard.check(request);
      expect(eventSignals(event as FingerprintEvent)).toEqual({ ...signals, ...OF_THE_REQUEST });
    }
  } finally {
    await guard.close();
    await emulator.close();
  }
});
