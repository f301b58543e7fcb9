import { momentIn } from '../text/moment-in.js';
import type { LabelRow } from './label-rows.js';
import type { Labels } from './labels.js';

/** Adds the label of a row; lists every issue instead if it has any. */
export function addLabel(row: LabelRow, labels: Labels): string[] {
  const { decisionId, visitorId, linkedId } = row;
  const issues: string[] = [];
  const kind = row.label?.toLowerCase();
  if (kind !== 'fraud' && kind !== 'good') issues.push(`expected fraud or good, not ${shown(row.label)}`);
  if (decisionId === undefined && visitorId === undefined && linkedId === undefined)
    issues.push('no decisionId, visitorId or linkedId');
  const at = row.at === undefined ? undefined : timeIn(row.at);
  if (row.at !== undefined && at === undefined)
    issues.push(`at: expected a date such as 2026-05-01, or ms since 1970, not ${shown(row.at)}`);
  const amount = row.amount === undefined ? undefined : amountIn(row.amount);
  if (row.amount !== undefined && amount === undefined)
    issues.push(`amount: expected a number such as 12.5, not ${shown(row.amount)}`);
  if (issues.length > 0) return issues;
  labels.add(
    { decisionId, visitorId, linkedId },
    {
      isFraud: kind === 'fraud',
      ...(at === undefined ? {} : { at }),
      ...(amount === undefined ? {} : { amount }),
    },
  );
  return [];
}

/** A day is that day to its end: a label that names it was known after the decisions of that day. */
const timeIn = (text: string): number | undefined =>
  /^\d{11,}$/.test(text) ? Number(text) : momentIn(text, 'end');

const AMOUNT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Separators of thousands are ambiguous: in some countries, they are decimal points. */
function amountIn(text: string): number | undefined {
  const amount = Number(text);
  return AMOUNT.test(text) && Number.isFinite(amount) ? amount : undefined;
}

/** The longest value that is shown in full. */
const MAX_SHOWN = 60;

const shown = (value = ''): string =>
  `${JSON.stringify(value.slice(0, MAX_SHOWN))}${value.length > MAX_SHOWN ? '…' : ''}`;
