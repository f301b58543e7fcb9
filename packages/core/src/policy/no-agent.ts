import type { Signals } from '../signals/signals.js';

/**
 * True for a visit that certainly does not come from an agent: the vendor describes none, and either no bot was
 * detected or the request itself was analysed, which describes every agent that it detects.
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
