import type { Truth } from './three-valued.js';

/** The vendor's confidences, lowest first. */
export const CONFIDENCES = ['low', 'medium', 'high'] as const;

/**
 * True if the confidence is at least the required one, or none is required; unknown for a value that the vendor added
 * later.
 */
export function sureEnough(
  confidence: string | undefined,
  min: (typeof CONFIDENCES)[number] | undefined,
): Truth {
  if (min === undefined) return true;
  const rank = (CONFIDENCES as readonly (string | undefined)[]).indexOf(confidence);
  return rank < 0 ? undefined : rank >= CONFIDENCES.indexOf(min);
}

/** A confidence in words, for the log. */
export const confidenceInWords = (confidence: string | undefined): string =>
  `confidence ${confidence ?? 'unknown'}`;
