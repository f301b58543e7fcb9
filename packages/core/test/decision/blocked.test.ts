import { expect, test } from '@jest/globals';
import {
  type Action,
  type BlockedOptions,
  type FingerprintEvent,
  isBlocked,
  type Mode,
} from '../../src/index.js';

const event: FingerprintEvent = { eventId: 'e', generation: 'v4', failed: {}, raw: {} };

test.each<[blocked: boolean, Action, Mode, FingerprintEvent | undefined, BlockedOptions?]>([
  [true, 'deny', 'enforce', event],
  [true, 'challenge', 'enforce', event],
  [false, 'allow', 'enforce', event],
  [false, 'deny', 'monitor', event],
  [false, 'challenge', 'monitor', event],
  [false, 'deny', 'enforce', event, { required: false }],
  [false, 'challenge', 'enforce', event, { required: false, passChallenge: true }],
  [false, 'challenge', 'enforce', event, { passChallenge: true }],
  [true, 'challenge', 'enforce', undefined, { passChallenge: true }],
  [true, 'challenge', 'enforce', event, { passChallenge: false }],
  [true, 'deny', 'enforce', event, { passChallenge: true }],
])('blocked is %p for %s, %s', (blocked, action, mode, known, ...[options]) => {
  expect(isBlocked({ action, mode, event: known }, options)).toBe(blocked);
});
