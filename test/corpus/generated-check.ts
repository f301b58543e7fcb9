const MAX_AGE_MS = 120_000;
const MIN_CONFIDENCE = 0.9;

/** The fields of a v4 event that the check reads. */
interface CheckedEvent {
  timestamp: number;
  replayed?: boolean;
  bot?: string;
  vpn?: boolean;
  proxy?: boolean;
  tampering?: boolean;
  identification?: { visitor_id?: string; confidence?: { score?: number } };
}

/**
 * Does what the server-side check does that the vendor's tools write into an application: the ID is present, its event
 * can be fetched and is fresh, the vendor saw no replay, the identification is sure, and nothing says bot, VPN, proxy or
 * tampering. It compares nothing with the request, and remembers no ID.
 * @returns true if the request passes.
 */
export async function generatedCheck(
  eventId: string | undefined,
  getEvent: (id: string) => Promise<unknown>,
  now: number,
): Promise<boolean> {
  if (!eventId) return false;
  let event: CheckedEvent;
  try {
    event = (await getEvent(eventId)) as CheckedEvent;
  } catch {
    return false;
  }
  const { identification, bot } = event;
  if (!identification?.visitor_id || event.replayed) return false;
  if (now - event.timestamp > MAX_AGE_MS) return false;
  if ((identification.confidence?.score ?? 0) < MIN_CONFIDENCE) return false;
  if (bot !== undefined && bot !== 'not_detected') return false;
  return !event.vpn && !event.proxy && !event.tampering;
}
