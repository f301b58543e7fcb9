import { FingerprintError } from '../lib/errors.js';
import { leastRecentlyUsed } from '../lib/least-recently-used.js';
import { parseAddress } from '../location/address.js';
import { isPlaceless } from '../location/placeless.js';
import { overBudget } from '../server-api/api-error.js';

/**
 * The number of clients held; the least recently used go first. Each entry cost a call, so floods do not evict them.
 */
const MAX_CLIENTS = 10_000;

/** The half-life of a client's record. In ms. */
const HALF_LIFE_MS = 30_000;

/**
 * Honest clients may also have one or two unknown IDs: an event that becomes visible late, a form that was open for too
 * long.
 */
const MIN_UNKNOWN = 3;

/** The record of one client's IDs. */
export interface ClientRecord {
  /** True if at least three of its IDs were unknown recently, and more of them than not. */
  isSuspect(): boolean;
  /** Counts a lookup whose first answer is a 404. A later attempt may still find the event. */
  unknown(): void;
  /** Counts a lookup that found its event. @param afterUnknown The lookup was counted as unknown before. */
  known(afterUnknown: boolean): void;
  /** True for the record of all clients without a known address, which incriminates nobody in particular. */
  readonly isShared: boolean;
  /** The client's name in a budget that instances share; undefined without such a budget. */
  readonly name?: string | undefined;
}

/** The receiver of counts for other instances. */
export interface SharedCounts {
  nameOf(client: string): string;
  /** Counts this many more IDs of a client; negative to correct an earlier count. */
  count(name: string, known: number, unknown: number): void;
}

/** The records of clients' IDs. Only answers of the API count: an event from the cache does not improve a record. */
export class ClientRecords {
  readonly #counts: FadingCounts;
  readonly #shared: SharedCounts | undefined;

  /** @param now Monotonic clock, ms. @param shared Undefined if only this instance counts. */
  constructor(now: () => number, shared?: SharedCounts) {
    this.#counts = new FadingCounts(now);
    this.#shared = shared;
  }

  /**
   * Finds a client's record by its address; undefined if many clients share the address. Clients without a known
   * address share one record, as if they were one client.
   */
  find(clientIp: string | undefined): ClientRecord | undefined {
    const key = clientKey(clientIp);
    return key === undefined ? undefined : new AddressRecord(key, this.#counts, this.#shared);
  }
}

/** The record of an address, or of all clients without a known one. */
class AddressRecord implements ClientRecord {
  readonly isShared: boolean;
  readonly name: string | undefined;

  constructor(
    private readonly key: string,
    private readonly counts: FadingCounts,
    private readonly reports: SharedCounts | undefined,
  ) {
    this.isShared = key === NOT_KNOWN;
    this.name = reports?.nameOf(key);
  }

  isSuspect(): boolean {
    const { known, unknown } = this.counts.of(this.key);
    return unknown >= MIN_UNKNOWN && unknown > known;
  }

  unknown(): void {
    this.#add(0, 1);
  }

  known(afterUnknown: boolean): void {
    this.#add(1, afterUnknown ? -1 : 0);
  }

  #add(known: number, unknown: number): void {
    this.counts.add(this.key, known, unknown);
    if (this.name !== undefined) this.reports?.count(this.name, known, unknown);
  }
}

interface Counts {
  known: number;
  unknown: number;
  /** Monotonic, ms. */
  at: number;
}

/** Counts per client, which halve every half-life. */
class FadingCounts {
  readonly #byClient = leastRecentlyUsed<Counts>(MAX_CLIENTS);

  constructor(private readonly now: () => number) {}

  of(key: string): Counts {
    const at = this.now();
    const before = this.#byClient.get(key);
    if (!before) return { known: 0, unknown: 0, at };
    const share = 0.5 ** ((at - before.at) / HALF_LIFE_MS);
    return { known: before.known * share, unknown: before.unknown * share, at };
  }

  add(key: string, known: number, unknown: number): void {
    const counts = this.of(key);
    counts.known += known;
    counts.unknown = Math.max(0, counts.unknown + unknown);
    this.#byClient.set(key, counts);
  }
}

/**
 * Returns the reason why a suspect client gets no turn while they are scarce. Clients without a known address are
 * refused together, so that clients who hide their address take no turns from those who do not: nobody in particular is
 * to blame.
 */
export function refusal({ isShared }: ClientRecord): FingerprintError {
  if (isShared) return overBudget();
  return new FingerprintError(
    'ERR_FP_CLIENT_LIMIT',
    "lookups are scarce, and most of the client's IDs were unknown",
  );
}

/** The key of all clients without a known address. */
const NOT_KNOWN = 'not known';

/** Returns an IPv4 address, or the /64 of an IPv6 address: whoever has one address of a /64 has all of them. */
function clientKey(clientIp: string | undefined): string | undefined {
  const address = clientIp === undefined ? undefined : parseAddress(clientIp);
  if (address === undefined) return NOT_KNOWN;
  if (isPlaceless(address)) return undefined;
  if (address.kind() === 'ipv4') return address.toString();
  return address.toByteArray().slice(0, 8).join('.');
}
