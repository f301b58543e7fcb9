import { expect, test } from '@jest/globals';
import type { LookupResult } from '../../src/event/lookup-result.js';
import type { LookupRequest } from '../../src/lookup/lookup.js';
import { shareLookups } from '../../src/lookup/share-lookups.js';
import { lookupRequest } from '../support/lookup-request.js';

/** Lookups that end when the test says so, and the IDs they are for. */
function scene() {
  const asked: string[] = [];
  const ends: (() => void)[] = [];
  const lookup = shareLookups((id) => {
    asked.push(id);
    return new Promise<LookupResult>((resolve) =>
      ends.push(() => resolve({ outcome: 'unknown', source: 'none' })),
    );
  });
  return { asked, lookup, end: () => ends.splice(0).map((end) => end()) };
}

const client = (isSuspect: boolean): LookupRequest['client'] => ({
  isShared: false,
  isSuspect: () => isSuspect,
  unknown() {},
  known() {},
});

test('concurrent lookups of one ID are one; the next one starts again', async () => {
  const { asked, lookup, end } = scene();
  const both = [
    lookup('e', lookupRequest({ client: client(false) })),
    lookup('e', lookupRequest({ client: client(false) })),
  ];
  expect(asked).toEqual(['e']);
  end();
  const [one, other] = await Promise.all(both);
  expect(one).toBe(other);
  void lookup('e', lookupRequest({ client: client(false) }));
  expect(asked).toEqual(['e', 'e']);
});

test.each<[string, LookupRequest]>([
  ['one that waits and one that does not', lookupRequest({ patient: false })],
  ['a client that is refused', lookupRequest({ client: client(true) })],
  ['a client that may be refused before it ends', lookupRequest({ client: client(false) })],
  ['another ruleset', lookupRequest({}, { rulesetId: 'rs_1' })],
])('a lookup that may end differently is separate: %s', (_what, other) => {
  const { asked, lookup } = scene();
  void lookup('e', lookupRequest());
  void lookup('e', other);
  void lookup('other', lookupRequest());
  expect(asked).toEqual(['e', 'e', 'other']);
});
