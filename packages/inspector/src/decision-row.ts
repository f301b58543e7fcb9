import type { DecisionRecord, Signals } from '@fingerprint-guard/core';

/** The signals that identify the visitor, which a search covers. */
const NAMING = ['visitorId', 'eventId', 'linkedId', 'clientIp', 'ipAddress', 'countryCode'] as const;

/** A decision in the list: its record without the event, and with only the signals that identify the visitor. */
export interface DecisionRow extends Omit<DecisionRecord, 'event' | 'signals'> {
  signals: Pick<Signals, (typeof NAMING)[number]>;
}

/** Reduces a record to what a list shows. */
export function decisionRow({ event: _, signals, ...record }: DecisionRecord): DecisionRow {
  const naming = NAMING.filter((name) => signals[name] !== undefined);
  return { ...record, signals: Object.fromEntries(naming.map((name) => [name, signals[name]])) };
}

/** The name of a decision's route: the framework's pattern, else the path. */
export const routeOf = ({ request: { method, path, route } }: Pick<DecisionRow, 'request'>): string =>
  `${method} ${route ?? path}`.trim();
