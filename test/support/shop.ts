import {
  createFingerprintGuard,
  type Decision,
  type FingerprintGuard,
  type FingerprintGuardOptions,
} from '@fingerprint-guard/core';
import { type Emulator, type ScenarioName, startEmulator } from '@fingerprint-guard/emulator';
import { afterEach, beforeEach } from '@jest/globals';

/** What one test of an adapter has: an emulator, guards that ask it, and what was decided and warned of. */
export interface Shop {
  emulator: Emulator;
  decisions: Decision[];
  warnings: string[];
  /** What ends with the test, the latest first. */
  endings: (() => Promise<unknown>)[];
  /** Options of a guard that asks the emulator. */
  options(): FingerprintGuardOptions;
  guard(more?: Partial<FingerprintGuardOptions>): FingerprintGuard;
  /** Makes an event of this machine and the header that names it. */
  visit(scenario?: ScenarioName): Promise<{ 'x-fingerprint-event-id': string }>;
}

/** A shop for each test of a file. */
export function eachTest(): Shop {
  const shop = {} as Shop;
  beforeEach(async () => Object.assign(shop, await open()));
  afterEach(async () => {
    for (const end of shop.endings.reverse()) await end();
  });
  return shop;
}

async function open(): Promise<Shop> {
  const emulator = await startEmulator();
  const decisions: Decision[] = [];
  const warnings: string[] = [];
  const endings: Shop['endings'] = [() => emulator.close()];
  const options = (): FingerprintGuardOptions => ({
    apiKey: emulator.secretApiKey,
    baseUrl: emulator.url,
    logger: { warn: (message) => warnings.push(message) },
    onDecision: (decision) => void decisions.push(decision),
  });
  return {
    emulator,
    decisions,
    warnings,
    endings,
    options,
    guard(more) {
      const guard = createFingerprintGuard({ ...options(), ...more });
      endings.push(() => guard.close());
      return guard;
    },
    async visit(scenario = 'honest') {
      const { eventId } = await emulator.createEvent(scenario, { ip_address: '127.0.0.1' });
      return { 'x-fingerprint-event-id': eventId };
    },
  };
}
