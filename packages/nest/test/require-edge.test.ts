import { expect, test } from '@jest/globals';
import { RequireEdge, RequireFingerprint } from '../src/index.js';

const both = expect.objectContaining({
  code: 'ERR_FP_OPTION',
  message: expect.stringContaining('both @RequireFingerprint and @RequireEdge'),
});

/** Puts decorators on one handler, the last one first, as TypeScript does. */
function decorated(...decorators: MethodDecorator[]) {
  class Prices {
    list() {}
  }
  const handler = Object.getOwnPropertyDescriptor(Prices.prototype, 'list') ?? {};
  for (const decorate of decorators.reverse()) decorate(Prices.prototype, 'list', handler);
}

test('one handler requires an event or is judged by itself: of both, one would be lost', () => {
  expect(() => decorated(RequireEdge('strict'), RequireFingerprint('strict'))).toThrow(both);
  expect(() => decorated(RequireFingerprint('strict'), RequireEdge('strict'))).toThrow(both);
  expect(() => decorated(RequireEdge('strict'))).not.toThrow();
  expect(() => decorated(RequireFingerprint('strict'))).not.toThrow();
});
