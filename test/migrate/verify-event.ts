import type { Event, FingerprintServerApiClient } from '@fingerprint/node-sdk';

const MAX_AGE_MS = 120_000;

export type Verified = { ok: true; visitorId: string } | { ok: false; reason: string };

export async function verifyEvent(client: FingerprintServerApiClient, eventId: string): Promise<Verified> {
  let event: Event;
  try {
    event = await client.getEvent(eventId);
  } catch {
    return { ok: false, reason: 'the lookup failed' };
  }
  const { identification, timestamp, replayed, bot, vpn, proxy, tampering } = event;
  if (!identification?.visitor_id) return { ok: false, reason: 'no visitor' };
  if (replayed) return { ok: false, reason: 'replayed' };
  if (Date.now() - timestamp > MAX_AGE_MS) return { ok: false, reason: 'too old' };
  if ((identification.confidence?.score ?? 0) < 0.9) return { ok: false, reason: 'low confidence' };
  if (bot !== 'not_detected') return { ok: false, reason: 'a bot' };
  if (vpn || proxy || tampering) return { ok: false, reason: 'suspicious' };
  return { ok: true, visitorId: identification.visitor_id };
}
