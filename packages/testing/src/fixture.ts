import {
  createFingerprintGuard,
  type Decision,
  type FingerprintGuard,
  type FingerprintGuardOptions,
} from '@fingerprint-guard/core';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';

/** Guards that ask an emulator, what they decided and warned of, and what ends with them. */
export interface Fixture {
  emulator: Emulator;
  /** Every decision that the guards recorded, oldest first. */
  decisions: Decision[];
  warnings: string[];
  /** What `close` ends, the latest first. */
  endings: (() => Promise<unknown>)[];
  /** Options of a guard that asks the emulator. */
  options(): FingerprintGuardOptions;
  /** Creates a guard with these options and more. */
  guard(more?: Partial<FingerprintGuardOptions>): FingerprintGuard;
  close(): Promise<void>;
}

/** Guards over an emulator of their own, which ends with them. */
export async function openFixture(createGuard = createFingerprintGuard): Promise<Fixture> {
  const emulator = await startEmulator();
  const fixture = fixtureOver(emulator, createGuard);
  fixture.endings.push(() => emulator.close());
  return fixture;
}

/**
 * Guards over an emulator that outlives them.
 * @internal
 */
export function fixtureOver(emulator: Emulator, createGuard = createFingerprintGuard): Fixture {
  const decisions: Decision[] = [];
  const warnings: string[] = [];
  const endings: Fixture['endings'] = [];
  const options = (): FingerprintGuardOptions => ({
    apiKey: emulator.secretApiKey,
    baseUrl: emulator.url,
    logger: { warn: (message) => void warnings.push(message) },
    onDecision: (decision) => void decisions.push(decision),
  });
  return {
    emulator,
    decisions,
    warnings,
    endings,
    options,
    guard(more) {
      const guard = createGuard({ ...options(), ...more });
      endings.push(() => guard.close());
      return guard;
    },
    async close() {
      for (const end of endings.splice(0).reverse()) await end();
    },
  };
}
