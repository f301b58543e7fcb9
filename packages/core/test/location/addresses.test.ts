import { expect, test } from '@jest/globals';
import { createLocateClient } from '../../src/guard/locate-client.js';
import type { GeoLocation } from '../../src/index.js';
import { Timekeeper } from '../../src/lib/timekeeper.js';
import { compareLocation } from '../../src/signals/ip-location.js';
import { matchAddress } from '../../src/signals/ip-match.js';
import { eventAt } from '../support/addresses.js';
import { stepInput } from '../support/step-input.js';
import { ADDRESSES, type AddressCase } from './addresses.table.js';

/** What a guard finds out, when it asks for everything. */
async function compare({ client, v4, v6, geo }: AddressCase) {
  const event = eventAt({ ...(v4 ? { v4 } : {}), ...(v6 ? { v6 } : {}) });
  const asked: string[] = [];
  const provider = {
    locate(ip: string): GeoLocation | undefined {
      asked.push(ip);
      return geo;
    },
  };
  const locate = createLocateClient({ provider, timekeeper: new Timekeeper(), warn: () => {} });
  const reads = new Set(['ipMatch', 'ipLocationMismatch'] as const);
  const { location } = await locate(stepInput({ clientIp: client, event, reads }));
  const ipMatch = matchAddress(client, event, location);
  return { ipMatch, elsewhere: compareLocation(location, ipMatch, event).ipLocationMismatch, asked };
}

test.each(ADDRESSES)('$what', async (given) => {
  const { ipMatch, elsewhere, asked } = await compare(given);
  expect({ ipMatch, elsewhere }).toEqual({ ipMatch: given.ipMatch, elsewhere: given.elsewhere });
  if (ipMatch === 'same' || ipMatch === 'same-network' || ipMatch === undefined) expect(asked).toEqual([]);
});

test('there are cases of every kind, each once', () => {
  expect(ADDRESSES.length).toBeGreaterThanOrEqual(40);
  expect(new Set(ADDRESSES.map(({ what }) => what)).size).toBe(ADDRESSES.length);
  const levels = new Set(ADDRESSES.map(({ ipMatch }) => ipMatch));
  expect(levels.size).toBe(7);
});
