/**
 * The threads of this process that resolve host names, read files and hash passwords. Who waits for one of them is not
 * answered, whoever is asked: a connection is not opened before its host name is resolved.
 */
export interface ThreadPool {
  /** Looks whether a thread is free. To be called now and then while something waits. */
  look(): void;
  /** How long none was free so far, as far as it was looked at, ms. It only grows. */
  fullMs(): number;
}
