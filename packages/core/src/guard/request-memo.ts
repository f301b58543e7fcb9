import type { Lookup } from '../event/lookup-result.js';
import type { Location } from '../location/location.js';
import type { Asking } from '../lookup/skip-hopeless.js';
import type { EventReference } from '../request/event-reference.js';
import type { ClaimSignals } from '../signals/collect.js';

/** What the client named and what came of it. */
export interface Obtained {
  /** What the client sent, once its sealed result is opened, or set aside for the id beside it. */
  reference: Exclude<EventReference, { kind: 'sealed' }> | { kind: 'sealed' | 'unreadable' };
  lookup: Lookup;
  /** The look-up waited for its turn, and for an event that is not visible yet. */
  patient: boolean;
}

/** The one use of an id by a request. */
interface HeldClaim {
  signals: Promise<ClaimSignals>;
  /** The part of the request that has it, where one does. */
  claimant: object | undefined;
}

/**
 * What one request has learnt: its event, its claims and its place, so that a request judged twice (app-wide and by its route)
 * makes one look-up and one claim; a look-up for each of the vendor's rulesets, where its policies follow several. The first
 * answer counts, unless it may be another now: the body may not have been parsed then, or the look-up was not patient.
 */
export class Visit {
  readonly #obtained = new Map<string | undefined, Promise<Obtained>>();
  readonly #claims = new Map<string, HeldClaim>();
  readonly #locations = new Map<string, Promise<Location | undefined>>();

  obtain(ask: () => Promise<Obtained>, { patient, terms: { rulesetId } }: Asking): Promise<Obtained> {
    const before = this.#obtained.get(rulesetId);
    const obtained = before ? before.then((known) => (mayDiffer(known, patient) ? ask() : known)) : ask();
    this.#obtained.set(rulesetId, obtained);
    return obtained;
  }

  /**
   * The request's claim, made at the first call. It serves one claimant: to any other the id is used already, whatever
   * the store would say.
   */
  async claim(
    key: string,
    claimant: object | undefined,
    ask: () => Promise<ClaimSignals>,
  ): Promise<ClaimSignals> {
    const held = once(this.#claims, key, (): HeldClaim => ({ signals: ask(), claimant }));
    held.claimant ??= claimant;
    const isTaken = claimant !== undefined && claimant !== held.claimant;
    return isTaken ? { reused: true, replayStore: 'ok' } : held.signals;
  }

  locate(ip: string, ask: () => Promise<Location | undefined>): Promise<Location | undefined> {
    return once(this.#locations, ip, ask);
  }
}

function once<T>(answers: Map<string, T>, key: string, ask: () => T): T {
  const known = answers.get(key);
  if (known) return known;
  const asked = ask();
  answers.set(key, asked);
  return asked;
}

function mayDiffer({ reference, lookup, patient: waited }: Obtained, patient: boolean): boolean {
  if (reference.kind === 'missing' || reference.kind === 'unreadable') return true;
  // Another policy may have a use for the event, and a client may have its turn by now.
  if (reference.kind !== 'malformed' && lookup.outcome === 'skipped') return true;
  return patient && !waited && (lookup.outcome === 'unknown' || lookup.cause === 'budget');
}
