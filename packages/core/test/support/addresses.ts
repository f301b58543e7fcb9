import type { FingerprintEvent, GeoLocation } from '../../src/index.js';

/** An address of an event, in one of its two families. */
export interface Known {
  address?: string;
  network?: string;
  at?: GeoLocation;
}

const info = ({ address, network, at }: Known) => ({ address, asnNetwork: network, location: at });

/** An event with these addresses; its own is that of IPv4, if there is one. */
export function eventAt({ v4, v6 }: { v4?: Known; v6?: Known }): FingerprintEvent {
  return {
    eventId: 'e',
    generation: 'v4',
    timestamp: Date.UTC(2026, 6, 1),
    ip: v4?.address ?? v6?.address,
    ipInfo: { ...(v4 ? { v4: info(v4) } : {}), ...(v6 ? { v6: info(v6) } : {}) },
    failed: {},
    raw: {},
  };
}
