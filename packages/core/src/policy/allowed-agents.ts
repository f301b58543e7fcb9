import type { SignalName, Signals } from '../signals/signals.js';

/** The identities that are proven; any other is the agent's own word. */
export const PROVEN_IDENTITIES = ['verified', 'signed'] as const;

/** Agents that a policy allows: a proven identity at a provider. What an agent merely says of itself allows nothing. */
export interface AllowedAgent {
  /** The organisation behind the agent, exactly as the vendor writes it, such as `OpenAI`. */
  readonly provider: string;
  /** How it has to be proven: `verified` if the provider runs the agent, `signed` if a customer of the provider does. */
  readonly identities: readonly (typeof PROVEN_IDENTITIES)[number][];
}

/** What has to be known of an agent that is allowed. */
export const AGENT_PROOF = ['agentProvider', 'agentIdentity'] as const satisfies readonly SignalName[];

/** Tells whether the agent of a visit is allowed. What is not known proves nothing. */
export type IsAllowedAgent = (signals: Signals) => boolean;

/** Builds what tells agents that a policy allows; undefined if it allows none. */
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
