import {
  createFingerprintGuard,
  type Decision,
  type FingerprintGuard,
  type FingerprintGuardOptions,
} from '@fingerprint-guard/core';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';

/** Guards that call an emulator, their decisions and warnings, and the resources to close with them. */
export interface Fixture {
  emulator: Emulator;
  /** Every decision that the guards recorded, oldest first. */
  decisions: Decision[];
  warnings: string[];
  /** The functions that `close` calls, the latest first. */
  endings: (() => Promise<unknown>)[];
  /** Options of a guard that calls the emulator. */
  options(): FingerprintGuardOptions;
  /** Creates a guard with these options and further ones. */
  guard(more?: Partial<FingerprintGuardOptions>): FingerprintGuard;
  close(): Promise<void>;
}

/** Creates guards over their own emulator, which is closed with them. */
export async function openFixture(createGuard = createFingerprintGuard): Promise<Fixture> {
  const emulator = await startEmulator();
  const fixture = fixtureOver(emulator, createGuard);
  fixture.endings.push(() => emulator.close());
  return fixture;
}

/**
 * Creates guards over an existing emulator, which outlives them.
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
