/**
 * The threads of this process that resolve host names, read files and hash passwords. A request that waits for one of
 * them is not answered, whoever it is sent to: a connection is not opened before its host name is resolved.
 */
export interface ThreadPool {
  /** Checks for a free thread. To be called now and then during a wait. */
  look(): void;
  /** The time without a free thread so far, as far as it was checked, ms. It only grows. */
  fullMs(): number;
}
