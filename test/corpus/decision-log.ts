import { type DecisionRecord, decisionRecord } from '@fingerprint-guard/core';
import type { Outcome } from './shop.js';

/**
 * What the shop logs under `recommended`, in the order of names, and the label of each decision. The ID of a decision is the
 * name of its visit.
 */
export function decisionLog(outcomes: readonly Outcome[]): { records: DecisionRecord[]; labels: string } {
  const named = outcomes.map(({ visit: { name, label }, recommended }) => ({ name, label, recommended }));
  named.sort((one, other) => (one.name < other.name ? -1 : 1));
  const rows = named.map(({ name, label }) => `${quoted(name)},${label === 'attack' ? 'fraud' : 'good'}\n`);
  return {
    records: named.map(({ name, recommended }) => ({ ...decisionRecord(recommended), id: name })),
    labels: `decisionId,label\n${rows.join('')}`,
  };
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
