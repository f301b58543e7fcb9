/** The names that decisions use for the guard's own policy and for an inline one. */
const RESERVED: readonly string[] = ['default', 'inline'];

/**
 * Returns why a guard refuses a name in its `policies`, in words; undefined if it takes the name. For tools that read
 * files of policies.
 * @example
 * ```ts
 * import { policyNameIssue } from '@fingerprint-guard/core';
 *
 * policyNameIssue('login'); // undefined
 * policyNameIssue('default'); // 'a reserved name'
 * ```
 */
export const policyNameIssue = (name: string): string | undefined =>
  RESERVED.includes(name) ? 'a reserved name' : undefined;
