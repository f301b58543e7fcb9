import { type Check, callable, findIssues, throwIfAny } from '../lib/option-checks.js';
import { createSample, visitorOf } from '../policy/sample.js';
import type { Decision } from './decision.js';
import { type RecordOptions, record } from './decision-record.js';
import { Erasure } from './erasure.js';

/** The destination of a log of decisions, and the selection of what it keeps. */
export interface DecisionLogOptions extends RecordOptions {
  /** Writes one line of JSON, which ends with `\n`. If it throws or rejects, the guard warns. */
  write(line: string): unknown;
  /**
   * The share of visitors, 0..1, whose decisions are kept if they allow and match nothing. The choice is fixed per
   * visitor. Decisions that deny, challenge, observe or fail open are always kept, and so are those that a shadow
   * policy would block.
   * @defaultValue 1
   */
  sampleAllowed?: number | undefined;
}

const KNOWN: Readonly<Record<keyof DecisionLogOptions, Check>> = {
  write: callable,
  // Checked together with the fields that it names.
  erase: () => undefined,
  sampleAllowed: (share) =>
    typeof share === 'number' && share >= 0 && share <= 1 ? undefined : 'expected a number from 0 to 1',
};

/**
 * Builds an `onDecision` that writes each decision as a line of JSON, in the form of `DecisionRecord`. No line contains
 * a line break or a terminal control character, whatever a client sent.
 * @example
 * ```ts
 * import { createWriteStream } from 'node:fs';
 * import { createDecisionLog, createFingerprintGuard } from '@fingerprint-guard/core';
 *
 * const file = createWriteStream('decisions.jsonl', { flags: 'a' });
 *
 * createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   onDecision: createDecisionLog({ write: (line) => file.write(line), sampleAllowed: 0.1 }),
 * });
 * ```
 * @throws FingerprintError `ERR_FP_OPTION` without `write`, for a share that is not from 0 to 1, and if `erase` names
 * something that is not a field of a record.
 */
export function createDecisionLog(options: DecisionLogOptions): (decision: Decision) => Promise<void> {
  throwIfAny([
    ...findIssues(options, KNOWN, '{ write }'),
    ...(options?.write === undefined ? ['write: expected a function'] : []),
  ]);
  const { write, erase = [], sampleAllowed = 1 } = options;
  const erasure = new Erasure(erase);
  const inSample = createSample('decision-log', sampleAllowed);
  const isKept = ({ id, signals }: Decision) => inSample({ visitorId: visitorOf(signals) ?? id });

  return async (decision) => {
    const isSampled = sampleAllowed < 1 && isUneventful(decision);
    if (isSampled && !isKept(decision)) return;
    const kept = record(decision, erasure);
    await write(toLine(isSampled ? { ...kept, sampled: sampleAllowed } : kept));
  };
}

/** True if the decision allows and no rule matched. */
function isUneventful({ action, reasons, observed, failedOpen, shadow }: Decision): boolean {
  const matches = reasons.length + observed.length + (shadow?.reasons.length ?? 0);
  return action === 'allow' && matches === 0 && !failedOpen;
}

/** Characters that JSON does not escape: some readers end a line at them, and some control a terminal. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029]/g;

function toLine(value: object): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(value).replace(UNSAFE, escaped)}\n`;
}
