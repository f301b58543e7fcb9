import type { SignalName, Signals } from '../signals/signals.js';

/** The identities that are proven; any other is merely claimed. */
export const PROVEN_IDENTITIES = ['verified', 'signed'] as const;

/** Agents that a policy allows: a proven identity at a provider. An agent's own claim allows nothing. */
export interface AllowedAgent {
  /** The organisation behind the agent, exactly as the vendor writes it, such as `OpenAI`. */
  readonly provider: string;
  /** The proofs of its identity that suffice: `verified` if the provider runs the agent, `signed` if a customer of the provider does. */
  readonly identities: readonly (typeof PROVEN_IDENTITIES)[number][];
}

/** The signals that must be known about an allowed agent. */
export const AGENT_PROOF = ['agentProvider', 'agentIdentity'] as const satisfies readonly SignalName[];

/** Tells whether the agent of a visit is allowed. Unknown signals prove nothing. */
export type IsAllowedAgent = (signals: Signals) => boolean;

/** Builds the check for agents that a policy allows; undefined if it allows none. */
export function allowedAgents(allow: readonly AllowedAgent[] | undefined): IsAllowedAgent | undefined {
  return (
    allow &&
    (({ agentProvider, agentIdentity }) =>
      allow.some(
        ({ provider, identities }) =>
          provider === agentProvider && (identities as readonly unknown[]).includes(agentIdentity),
      ))
  );
}
