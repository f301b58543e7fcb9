import type { Signals } from '../signals/signals.js';

/**
 * True for a visit that is known to be no agent's: the vendor describes none, and no bot was detected, or the request itself
 * was analysed, which describes whatever it detects.
 */
export const isNoAgent = ({
  bot,
  reference,
  lookup,
  agentCategory,
  agentIdentity,
  agentProvider,
}: Signals): boolean =>
  (bot === 'not_detected' || (reference === 'edge' && lookup === 'found')) &&
  agentCategory === undefined &&
  agentIdentity === undefined &&
  agentProvider === undefined;
