/**
 * The commands the stores need, each of one key, so that a cluster takes them too. A command that was not sent when its
 * signal aborts is never sent; what was sent cannot be taken back.
 */
export interface Commands {
  /** `SET key value PX ttlMs`. */
  set(key: string, value: string, ttlMs: number, signal: AbortSignal): Promise<unknown>;
  /** `SET key value PX ttlMs NX`: answers `OK` where there was no such key, else null. */
  setNew(key: string, value: string, ttlMs: number, signal: AbortSignal): Promise<unknown>;
  get(key: string, signal: AbortSignal): Promise<unknown>;
  delete(key: string, signal: AbortSignal): Promise<unknown>;
}
