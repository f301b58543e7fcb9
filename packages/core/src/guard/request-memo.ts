import type { LookupResult } from '../event/lookup-result.js';
import type { LookupRequest } from '../lookup/lookup.js';
import type { EventReference } from '../request/event-reference.js';
import type { Claimed, Located } from '../signals/collect.js';
import { USED } from './own-claims.js';

/** The client's reference to its event, and the result. */
export interface ResolvedEvent {
  /** The client's reference, once its sealed result is opened, or dropped in favour of the ID sent with it. */
  reference: Exclude<EventReference, { kind: 'sealed' }> | { kind: 'sealed' | 'unreadable' | 'edge' };
  lookup: LookupResult;
  /** The lookup waited for its turn, and for an event that is not visible yet. */
  patient: boolean;
}

/** A reference of the request and a ruleset. */
interface Asked {
  rulesetId: string | undefined;
  kind?: EventReference['kind'];
  id?: string;
  sealed?: string;
}

/** The event for them, once somebody asks for it. */
interface Resolution extends Asked {
  resolved?: Promise<ResolvedEvent>;
}

/** The one use of an ID by a request. */
interface HeldClaim {
  claimed: Promise<Claimed>;
  /** The part of the request that made the claim, if a part did. */
  claimant: object | undefined;
}

/**
 * The results of one request: its event, its claims and its location, so that a request judged twice (app-wide and by
 * its route) makes one lookup and one claim; and one lookup per ruleset of the vendor, if its policies use several, and
 * per event, if its parts refer to several. The first answer counts, unless a later one may differ: the body may not
 * have been parsed at first, or the lookup was not patient.
 */
export class RequestMemo {
  #first: Resolution | undefined;
  readonly #others = new Map<string, Resolution>();
  readonly #claims = new Map<string, HeldClaim>();
  readonly #locations = new Map<string, Promise<Located>>();
  /** The reference that a part of the request used last. */
  #named: EventReference | undefined;

  /** @param sent The reference of the part to judge; if it is missing, the last one applies. */
  resolveEvent(
    resolve: () => Promise<ResolvedEvent>,
    { patient, hints: { rulesetId } }: LookupRequest,
    sent?: EventReference,
  ): Promise<ResolvedEvent> {
    if (sent?.kind !== 'missing') this.#named = sent;
    const resolution = this.#find({ rulesetId, ...this.#named });
    const before = resolution.resolved;
    resolution.resolved = before
      ? before.then((known) => (mayDiffer(known, patient) ? resolve() : known))
      : resolve();
    return resolution.resolved;
  }

  /** Most requests have one reference: it is compared with the first, because a long sealed result makes a slow key. */
  #find(asked: Asked): Resolution {
    this.#first ??= asked;
    if (isSame(this.#first, asked)) return this.#first;
    const { rulesetId, kind, id, sealed } = asked;
    return once(this.#others, JSON.stringify([rulesetId, kind, id, sealed]), (): Resolution => asked);
  }

  /**
   * Makes the request's claim, at the first call. It serves one claimant: for any other, the ID is already used,
   * whatever the store says.
   */
  async claim(key: string, claimant: object | undefined, claim: () => Promise<Claimed>): Promise<Claimed> {
    const held = once(this.#claims, key, (): HeldClaim => ({ claimed: claim(), claimant }));
    held.claimant ??= claimant;
    const isTaken = claimant !== undefined && claimant !== held.claimant;
    return isTaken ? USED : held.claimed;
  }

  locate(ip: string, locate: () => Promise<Located>): Promise<Located> {
    return once(this.#locations, ip, locate);
  }
}

/** The memos of the live requests, by the framework's own object of each. */
export class RequestMemos {
  readonly #memos = new WeakMap<object, RequestMemo>();

  /** Finds the memo of a request; a new one, shared with nothing, for a check without a native request. */
  of(native: object | undefined): RequestMemo {
    const memo = (native && this.#memos.get(native)) ?? new RequestMemo();
    if (native) this.#memos.set(native, memo);
    return memo;
  }
}

const isSame = (one: Asked, other: Asked): boolean =>
  one.rulesetId === other.rulesetId &&
  one.kind === other.kind &&
  one.id === other.id &&
  one.sealed === other.sealed;

function once<T>(answers: Map<string, T>, key: string, ask: () => T): T {
  const known = answers.get(key);
  if (known) return known;
  const asked = ask();
  answers.set(key, asked);
  return asked;
}

function mayDiffer({ reference, lookup, patient: waited }: ResolvedEvent, patient: boolean): boolean {
  // By now the event ID may be known, another policy may need the event, or the client may get a turn.
  if (reference.kind !== 'malformed' && lookup.outcome === 'skipped') return true;
  return patient && !waited && (lookup.outcome === 'unknown' || lookup.cause === 'budget');
}
