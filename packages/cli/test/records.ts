import {
  type DecisionRecord,
  decisionRecord,
  type Evidence,
  evaluatePolicy,
  type PolicyConfig,
  type PresetName,
} from '@fingerprint-guard/core';
import { fingerprintVisit, type VisitOverrides } from '@fingerprint-guard/testing';

/** Noon of 1 May 2026, UTC. */
export const NOON = Date.UTC(2026, 4, 1, 12);
export const DAY_MS = 86_400_000;

/** The fields of a recorded decision that a test sets; the rest is that of an honest visit to `POST /login`. */
export interface RecordParts extends VisitOverrides, Omit<Evidence, 'signals' | 'event'> {
  policy?: PolicyConfig | PresetName;
  /** Fields of the record to replace. */
  record?: Partial<DecisionRecord>;
}

/** The record of a decision. */
export function recordOf(parts: RecordParts = {}): DecisionRecord {
  const { policy = 'recommended', record = {}, signals = {}, event = {}, ...evidence } = parts;
  const decision = evaluatePolicy(policy, {
    ...fingerprintVisit({ signals, event }),
    id: 'a-decision',
    at: NOON,
    source: 'api',
    request: { method: 'POST', path: '/login', route: '/login' },
    ...evidence,
  });
  return { ...decisionRecord(decision), ...record };
}

/** Formats records as the lines of a log. */
export const asLines = (records: readonly unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');
