import { describe, expect, test } from '@jest/globals';
import { createFingerprintGuard, readEdgeRequirement, readRequirement } from '../../src/index.js';

const guard = createFingerprintGuard({ apiKey: 'secret', policies: { login: {} } });

describe.each([
  ['requireFingerprint', readRequirement],
  ['requireEdge', readEdgeRequirement],
])('what a route requires by %s', (_name, read) => {
  test("is the guard's own policy if none is there", () => {
    const skip = () => false;
    for (const args of [
      [],
      [undefined],
      [undefined, undefined],
      [undefined, { skip }],
      [{ skip }],
      [{ skip: undefined }],
      [{ policy: undefined }],
      [{ policy: undefined, skip }],
    ])
      for (const given of [args, [guard, ...args]]) expect(read(given).policy).toBeUndefined();
    expect(read([{ policy: 'login' }]).policy).toBe('login');
  });
});
