import type { EventOverrides } from '@fingerprint-guard/emulator';
import type { Place } from './parts/places.js';
import type { Failure } from './server-api.js';

/** The differences between a request and that of a page which has just identified its visitor. */
interface Sending {
  /**
   * The client's address as this server sees it: that of a place, or an address.
   * @defaultValue where the event saw it
   */
  from?: Place | string;
  /** The ID to send in place of the event's; `null` sends none. */
  eventId?: string | null;
  /** The sealed result to send. */
  sealed?: 'its own' | 'of another event' | 'of another key' | 'no ciphertext';
  /** The `Origin` header; `null` is none. @defaultValue that of the shop */
  origin?: string | null;
  /** Other headers. */
  headers?: Readonly<Record<string, string>>;
  /** How often the ID was used before. */
  usedBefore?: number;
  /** The page identifies once more, and sends the request again, if the answer asks for that. */
  retries?: true;
}

/** A visit as it is declared: how it differs from an honest one. */
export interface Declared {
  /** The reason why the visit looks like this, or a source that describes it. */
  because: string;
  /** The generation of the Server API that the site uses. @defaultValue `'v4'` */
  generation?: 'v4' | 'v3' | '2019';
  /** An app on Android instead of a page: its guard has no `origins`. */
  app?: true;
  /** Fields of the event, as v4 has them; `null` removes one. */
  event?: EventOverrides;
  /** The time between the reset of the phone and the event, in hours. */
  resetHoursAgo?: number;
  /** The event's age when the request arrives, ms. @defaultValue `1500` */
  ageMs?: number;
  /** Earlier places of the visitor, and how long ago. */
  earlier?: readonly { hoursAgo: number; event: EventOverrides }[];
  /** The request. */
  sends?: Sending;
  /** What the Server API does instead of answering. */
  api?: Failure;
}

/** One visit of the corpus. */
export interface CorpusVisit extends Declared {
  name: string;
  label: 'attack' | 'honest';
  kind: string;
}

/** Visits of one kind by their names. */
export type Kind = Readonly<Record<string, Declared>>;

/** Lists kinds of visits under one label. */
export const labelled = (
  label: CorpusVisit['label'],
  kinds: Readonly<Record<string, Kind>>,
): readonly CorpusVisit[] =>
  Object.entries(kinds).flatMap(([kind, visits]) =>
    Object.entries(visits).map(([name, declared]) => ({ name, label, kind, ...declared })),
  );
