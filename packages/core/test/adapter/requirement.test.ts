import { describe, expect, test } from '@jest/globals';
import { createFingerprintGuard, readEdgeRequirement, readRequirement } from '../../src/index.js';

const guard = createFingerprintGuard({ apiKey: 'secret', policies: { login: {} } });

describe.each([
  ['requireFingerprint', readRequirement],
  ['requireEdge', readEdgeRequirement],
])('what a route requires by %s', (_name, read) => {
  test.each([[{ policy: undefined }], [{ policy: undefined, passChallenge: true }]])(
    'is an error as %j with a policy that is undefined, as of a misspelt variable',
    (options) => {
      for (const args of [[options], [guard, options]])
        expect(() => read(args)).toThrow(
          expect.objectContaining({
            code: 'ERR_FP_OPTION',
            message: expect.stringMatching(/^policy: is undefined/),
          }),
        );
    },
  );

  test("is the guard's own policy if none is there", () => {
    const skip = () => false;
    for (const args of [
      [],
      [undefined],
      [undefined, undefined],
      [undefined, { skip }],
      [{ skip }],
      [{ skip: undefined }],
    ])
      for (const given of [args, [guard, ...args]]) expect(read(given).policy).toBeUndefined();
    expect(read([{ policy: 'login' }]).policy).toBe('login');
  });
});
