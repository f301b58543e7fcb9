/**
 * The threads of this process that resolve host names, read files and hash passwords. A request that waits for one of
 * them gets no answer, whoever it is sent to: a connection is opened only once its host name is resolved.
 */
export interface ThreadPool {
  /** Checks for a free thread. To be called regularly during a wait. */
  look(): void;
  /** The total time without a free thread, as far as the checks noticed, ms. It only grows. */
  fullMs(): number;
}
