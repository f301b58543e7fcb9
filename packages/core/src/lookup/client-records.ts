import { leastRecentlyUsed } from '../lib/least-recently-used.js';
import { parseAddress } from '../location/address.js';
import { isPlaceless } from '../location/placeless.js';

/**
 * The number of clients held; the least recently used go first. Each entry has cost a call, so floods do not evict
 * them.
 */
const MAX_CLIENTS = 10_000;

/** The half-life of what a client did. In ms. */
const HALF_LIFE_MS = 30_000;

/** One or two unknown ids may be anybody's: an event that arrives late, a form that was open for long. */
const MIN_UNKNOWN = 3;

/** The record of one client's ids. */
export interface ClientRecord {
  /** True if at least three of its ids were unknown recently, and more of them than not. */
  isSuspect(): boolean;
  /** Counts a lookup whose first answer is a 404. It may yet bring its event. */
  unknown(): void;
  /** Counts a lookup that brought its event. @param afterUnknown It was counted as unknown before. */
  known(afterUnknown: boolean): void;
  /** True for the record of all clients without a known address, which speaks against nobody in particular. */
  readonly isShared: boolean;
}

interface Counts {
  known: number;
  unknown: number;
  at: number;
}

/** The records of clients' ids. Only answers of the API count: an event from the cache excuses nobody. */
export class ClientRecords {
  readonly #now: () => number;
  readonly #counts = leastRecentlyUsed<Counts>(MAX_CLIENTS);

  /** @param now Monotonic clock, ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Finds a client's record by its address; undefined if many clients share the address. Clients without a known
   * address share one record, as if they were one client.
   */
  find(clientIp: string | undefined): ClientRecord | undefined {
    const key = clientKey(clientIp);
    if (key === undefined) return undefined;
    return {
      isShared: key === NOT_KNOWN,
      isSuspect: () => {
        const { known, unknown } = this.#faded(key);
        return unknown >= MIN_UNKNOWN && unknown > known;
      },
      unknown: () => {
        const counted = this.#faded(key);
        this.#counts.set(key, { ...counted, unknown: counted.unknown + 1 });
      },
      known: (afterUnknown) => {
        const counted = this.#faded(key);
        const unknown = afterUnknown ? Math.max(0, counted.unknown - 1) : counted.unknown;
        this.#counts.set(key, { ...counted, known: counted.known + 1, unknown });
      },
    };
  }

  #faded(key: string): Counts {
    const time = this.#now();
    const before = this.#counts.get(key);
    const share = before ? 0.5 ** ((time - before.at) / HALF_LIFE_MS) : 0;
    return { known: (before?.known ?? 0) * share, unknown: (before?.unknown ?? 0) * share, at: time };
  }
}

/** The key of all clients without a known address. */
const NOT_KNOWN = 'not known';

/** Returns an IPv4 address, or the /64 of an IPv6 address, which is one site: the owner of one address has them all. */
function clientKey(clientIp: string | undefined): string | undefined {
  const address = clientIp === undefined ? undefined : parseAddress(clientIp);
  if (address === undefined) return NOT_KNOWN;
  if (isPlaceless(address)) return undefined;
  if (address.kind() === 'ipv4') return address.toString();
  return address.toByteArray().slice(0, 8).join('.');
}
