import type { Signals } from '../signals/signals.js';

/** True for a visit that is known to be no agent's: no bot was detected, and the vendor describes none. */
export const isNoAgent = ({ bot, agentCategory, agentIdentity, agentProvider }: Signals): boolean =>
  bot === 'not_detected' &&
  agentCategory === undefined &&
  agentIdentity === undefined &&
  agentProvider === undefined;
