import type { DecisionRecord, Signals } from '@fingerprint-guard/core';

/** The signals that tell who came, which a list is searched by. */
const NAMING = ['visitorId', 'eventId', 'linkedId', 'clientIp', 'ipAddress', 'countryCode'] as const;

/** A decision as it stands in a list: its record without the event, and of its signals only those that name somebody. */
export interface DecisionRow extends Omit<DecisionRecord, 'event' | 'signals'> {
  signals: Pick<Signals, (typeof NAMING)[number]>;
}

/** What a list shows of a record. */
export function decisionRow({ event: _, signals, ...record }: DecisionRecord): DecisionRow {
  const naming = NAMING.filter((name) => signals[name] !== undefined);
  return { ...record, signals: Object.fromEntries(naming.map((name) => [name, signals[name]])) };
}

/** What names a decision's route: the framework's pattern, else the path. */
export const routeOf = ({ request: { method, path, route } }: Pick<DecisionRow, 'request'>): string =>
  `${method} ${route ?? path}`.trim();
