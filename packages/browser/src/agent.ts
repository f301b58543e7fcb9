/** What an identification is asked for with: the agents and their wrappers take of it what they know. */
export interface AgentOptions {
  /** A result of an earlier identification does not do: wrappers of the agent answer from a cache otherwise. */
  readonly ignoreCache: true;
  /** Milliseconds after which nobody waits for the result any more. */
  readonly timeout: number;
}

/** What is read of an agent's result, in the words of the v4 agent, of the v3 agent and of the wrappers of either. */
export interface AgentResult {
  /** The id of the event, of v4. */
  readonly event_id?: string;
  /** The id of the event, of v3. */
  readonly requestId?: string;
  /** The sealed result, of v4. */
  readonly sealed_result?: { base64(): string } | string | null;
  /** The sealed result, of v3. */
  readonly sealedResult?: string | null;
  /** The result came from a cache, of v4. */
  readonly cache_hit?: boolean;
  /** The result came from a cache, of v3. */
  readonly cacheHit?: boolean;
}

/** Identifies this browser now. */
export type Identify = (options: AgentOptions) => AgentResult | PromiseLike<AgentResult>;

/** What the agents of the vendor have in common: that of `@fingerprint/agent`, and of `@fingerprintjs/fingerprintjs-pro`. */
export interface Agent {
  /** Identifies this browser. */
  get(options?: AgentOptions): PromiseLike<AgentResult>;
}

/**
 * An agent, the promise of one, or a function that returns an agent's result: for options of your own, such as a
 * `linkedId`, for a wrapper, and to load an agent again that could not be loaded.
 */
export type AgentSource = Agent | Identify | PromiseLike<Agent | Identify>;

/** How a page is identified, for each request and each form. */
export interface IdentificationOptions {
  /** The agent that identifies this browser. */
  agent: AgentSource;
  /**
   * Milliseconds to wait for the agent, its loading included; without a result by then the request is sent without an id.
   * @defaultValue `3000`
   */
  timeoutMs?: number;
}

/** Asks an agent once. Rejects where it can't be loaded, fails, or is none. */
export async function askAgent(source: AgentSource, options: AgentOptions): Promise<AgentResult> {
  const agent = await source;
  return typeof agent === 'function' ? agent(options) : agent.get(options);
}
