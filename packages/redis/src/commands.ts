/**
 * The commands that the stores need, each with keys of one slot, so that a cluster accepts them too. A command that is
 * not sent when its signal aborts is dropped; a command that was sent cannot be recalled.
 */
export interface Commands {
  /** `SET key value PX ttlMs`. */
  set(key: string, value: string, ttlMs: number, signal: AbortSignal): Promise<unknown>;
  /**
   * `SET key value PX ttlMs NX`: answers `OK` if there was no such key, else null. It has no effect if it leaves this
   * process after its signal aborted.
   */
  setNew(key: string, value: string, ttlMs: number, signal: AbortSignal): Promise<unknown>;
  get(key: string, signal: AbortSignal): Promise<unknown>;
  delete(key: string, signal: AbortSignal): Promise<unknown>;
  /** `EVAL script keys… args…`. */
  eval(
    script: string,
    keys: readonly string[],
    args: readonly string[],
    signal: AbortSignal,
  ): Promise<unknown>;
  /** `EVALSHA sha keys… args…`. */
  evalSha(
    sha: string,
    keys: readonly string[],
    args: readonly string[],
    signal: AbortSignal,
  ): Promise<unknown>;
  /** Returns the address of the cluster node that has this key; empty if there is only one node, or none is known. */
  nodeOf(key: string): string;
  /** Calls back each time the client connects. */
  onReady(listener: () => void): void;
}
