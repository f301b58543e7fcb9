import type { Runner } from '@fingerprint-guard/testing';
import { describe, test } from '@jest/globals';

/**
 * Creates a runner for tests that share nothing, such as those of a conformance suite: several run at a time, so that what one
 * waits for costs the others nothing. Jest runs only those of one group side by side, so all but the outermost group
 * become part of the titles.
 */
export function sideBySide(): Runner {
  const groups: string[] = [];
  return {
    describe(name, define) {
      groups.push(name);
      if (groups.length === 1) describe(name, define);
      else define();
      groups.pop();
    },
    test: (name, body) => void test.concurrent([...groups.slice(1), name].join(' '), body),
  };
}
