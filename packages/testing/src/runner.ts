/** The two functions of a test runner that the suite needs; Jest, Vitest and `node:test` all have them. */
export interface Runner {
  /** Groups tests. */
  describe(name: string, define: () => void): unknown;
  /** Declares a test. */
  test(name: string, body: () => Promise<void>): unknown;
}
