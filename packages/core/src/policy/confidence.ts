import type { Truth } from './three-valued.js';

/** The vendor's confidences, lowest first. */
export const CONFIDENCES = ['low', 'medium', 'high'] as const;

/** True if the confidence is at least the one asked for, or none is; unknown for one the vendor added since. */
export function sureEnough(
  confidence: string | undefined,
  min: (typeof CONFIDENCES)[number] | undefined,
): Truth {
  if (min === undefined) return true;
  const rank = (CONFIDENCES as readonly (string | undefined)[]).indexOf(confidence);
  return rank < 0 ? undefined : rank >= CONFIDENCES.indexOf(min);
}

/** A confidence, as the log tells it. */
export const confidenceInWords = (confidence: string | undefined): string =>
  `confidence ${confidence ?? 'unknown'}`;
