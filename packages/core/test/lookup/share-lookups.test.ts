import { describe, expect, test } from '@jest/globals';
import type { LookupResult } from '../../src/event/lookup-result.js';
import type { LookupRequest } from '../../src/lookup/lookup.js';
import { shareLookups } from '../../src/lookup/share-lookups.js';
import { lookupRequest } from '../support/lookup-request.js';

/** Lookups that end when the test says so, and the IDs they are for. */
function scene() {
  const asked: string[] = [];
  const ends: ((result: LookupResult) => void)[] = [];
  const lookup = shareLookups((id) => {
    asked.push(id);
    return new Promise<LookupResult>((resolve) => ends.push((result) => resolve(result)));
  });
  const end = (result: LookupResult = { outcome: 'unknown', source: 'none' }) =>
    ends.splice(0).map((end) => end(result));
  return { asked, lookup, end };
}

const client = (isSuspect: boolean, isShared = false): LookupRequest['client'] => ({
  isShared,
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

describe('lookups of one ID for several clients', () => {
  const refused: LookupResult = { outcome: 'skipped', source: 'none', cause: 'client-limit' };
  const from = (clientIp: string, name?: string) =>
    lookupRequest({ clientIp, client: { ...client(false), name } as LookupRequest['client'] });

  test.each([
    ['with a budget of its own', undefined, undefined],
    ['with a shared budget', 'one', 'other'],
  ])('are one, %s; but only the client that it is made for is refused', async (_how, one, other) => {
    const { asked, lookup, end } = scene();
    const first = lookup('e', from('198.51.100.1', one));
    const same = lookup('e', from('198.51.100.1', one));
    const others = [lookup('e', from('203.0.113.1', other)), lookup('e', from('203.0.113.1', other))];
    expect(asked).toEqual(['e']);
    end(refused);
    expect(await Promise.all([first, same])).toEqual([refused, refused]);
    expect(asked).toEqual(['e', 'e']);
    end();
    expect(await Promise.all(others)).toEqual(Array(2).fill({ outcome: 'unknown', source: 'none' }));
    expect(asked).toEqual(['e', 'e']);
  });

  test('end together with any other result', async () => {
    const { asked, lookup, end } = scene();
    const all = [lookup('e', from('198.51.100.1')), lookup('e', from('203.0.113.1'))];
    const spent: LookupResult = { outcome: 'unavailable', source: 'none', cause: 'budget' };
    end(spent);
    expect(await Promise.all(all)).toEqual([spent, spent]);
    expect(asked).toEqual(['e']);
  });
});

test.each<[string, LookupRequest]>([
  ['one that waits and one that does not', lookupRequest({ patient: false })],
  ['a client that is refused', lookupRequest({ client: client(true) })],
  ['a client that may be refused before it ends', lookupRequest({ client: client(false) })],
  ['clients without an address', lookupRequest({ client: client(false, true) })],
  ['another ruleset', lookupRequest({}, { rulesetId: 'rs_1' })],
])('a lookup that may end differently is separate: %s', (_what, other) => {
  const { asked, lookup } = scene();
  void lookup('e', lookupRequest());
  void lookup('e', other);
  void lookup('other', lookupRequest());
  expect(asked).toEqual(['e', 'e', 'other']);
});
