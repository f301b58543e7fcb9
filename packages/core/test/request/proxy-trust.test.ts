import { expect, test } from '@jest/globals';
import * as onFetch from '../../src/fetch.js';
import * as core from '../../src/index.js';

test.each([
  ['believesAnyProxy', 'trustsAnyProxy'],
  ['expressBelievesAnyProxy', 'expressTrustsAnyProxy'],
  ['fastifyBelievesAnyProxy', 'fastifyTrustsAnyProxy'],
  ['koaBelievesAnyProxy', 'koaTrustsAnyProxy'],
] as const)('%s is still a name of %s', (old, name) => {
  for (const entry of [core, onFetch]) {
    expect(entry[name]).toBeInstanceOf(Function);
    expect(entry[old]).toBe(entry[name]);
  }
});
