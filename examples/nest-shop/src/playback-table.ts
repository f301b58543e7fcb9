import type { Action } from '@fingerprint-guard/core';
import type { PlayedVisit } from './playback.js';

const OUTCOMES: Record<Action, string> = {
  allow: 'allowed',
  challenge: 'challenged',
  deny: 'denied',
};

/** What happened to each visit, one aligned line each. */
export function playbackTable(played: readonly PlayedVisit[]): string {
  const rows = [['', 'visit', 'HTTP', 'outcome', 'why'], ...played.map(row)];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: string[]) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((cells) => `  ${line(cells)}`.trimEnd()).join('\n');
}

function row({ visit, status, decision, right }: PlayedVisit): string[] {
  const outcome = decision ? OUTCOMES[decision.action] : 'no decision';
  return [
    right ? '✓' : '✗',
    visit.title,
    String(status),
    outcome,
    right ? why(decision) : mistake(visit, decision),
  ];
}

function why(decision: PlayedVisit['decision']): string {
  return decision?.reasons.map(({ message }) => message).join(' · ') || 'no rule matched';
}

function mistake({ expected }: PlayedVisit['visit'], decision: PlayedVisit['decision']): string {
  const by = expected.rule ? ` by ${expected.rule}` : '';
  return `expected: ${expected.status}, ${OUTCOMES[expected.action]}${by}; but ${why(decision)}`;
}
