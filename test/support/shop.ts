import type { ScenarioName } from '@fingerprint-guard/emulator';
import { afterEach, beforeEach } from '@jest/globals';
import { type Fixture, openFixture } from '../../packages/testing/src/fixture.js';

/** The resources of one adapter test: a fixture, and visits from this machine. */
export interface Shop extends Fixture {
  /** Makes an event of this machine and the header that names it. */
  visit(scenario?: ScenarioName): Promise<{ 'x-fingerprint-event-id': string }>;
}

export async function openShop(): Promise<Shop> {
  const fixture = await openFixture();
  return {
    ...fixture,
    async visit(scenario = 'honest') {
      const { eventId } = await fixture.emulator.createEvent(scenario, { ip_address: '127.0.0.1' });
      return { 'x-fingerprint-event-id': eventId };
    },
  };
}

/** A shop for each test of a file. */
export function eachTest(): Shop {
  const shop = {} as Shop;
  beforeEach(async () => Object.assign(shop, await openShop()));
  afterEach(() => shop.close());
  return shop;
}
