/** Options for one identification. Agents and their wrappers use those that they support. */
export interface AgentOptions {
  /** Do not return the result of an earlier identification: wrappers of the agent otherwise answer from a cache. */
  readonly ignoreCache: true;
  /** Milliseconds after which the result is no longer needed. */
  readonly timeout: number;
}

/** The fields of an agent's result that are read, by their names in the v4 agent, the v3 agent and their wrappers. */
export interface AgentResult {
  /** The event ID, in v4. */
  readonly event_id?: string;
  /** The event ID, in v3. */
  readonly requestId?: string;
  /** The sealed result, in v4. */
  readonly sealed_result?: { base64(): string } | string | null;
  /** The sealed result, in v3. */
  readonly sealedResult?: string | null;
  /** The result came from a cache, in v4. */
  readonly cache_hit?: boolean;
  /** The result came from a cache, in v3. */
  readonly cacheHit?: boolean;
}

/** Identifies this browser now. */
export type Identify = (options: AgentOptions) => AgentResult | PromiseLike<AgentResult>;

/** The common part of the vendor's agents: those of `@fingerprint/agent` and of `@fingerprintjs/fingerprintjs-pro`. */
export interface Agent {
  /** Identifies this browser. */
  get(options?: AgentOptions): PromiseLike<AgentResult>;
}

/**
 * An agent, a promise of one, or a function that returns an agent's result. Use a function to add your own options, such as
 * `linkedId`, for a wrapper, or to try again to load an agent that could not be loaded.
 */
export type AgentSource = Agent | Identify | PromiseLike<Agent | Identify>;

/** The identification of the browser, for each request and each form. */
export interface IdentificationOptions {
  /** The agent that identifies this browser. */
  agent: AgentSource;
  /**
   * Milliseconds to wait for the agent, including the time to load it. Without a result by then, the request is sent without an ID.
   * An agent that gives old IDs is asked again for about 0.3 s, or until then. More than a timer can wait, such as `Infinity`, is 24 days.
   * @defaultValue `3000`
   */
  timeoutMs?: number;
}

/** Asks an agent once. Rejects if it can't be loaded, fails, or is not an agent. */
export async function askAgent(source: AgentSource, options: AgentOptions): Promise<AgentResult> {
  const agent = await source;
  return typeof agent === 'function' ? agent(options) : agent.get(options);
}
