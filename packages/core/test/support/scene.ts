import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { type Fixture, fixtureOver } from '../../../testing/src/fixture.js';
import {
  createFingerprintGuard,
  type Decision,
  type FingerprintGuardOptions,
  type IncomingRequest,
} from '../../src/index.js';

/** Provides an emulator for a test file, and guards over it that are closed after each test. */
export function useEmulator() {
  let emulator: Emulator;
  const fixtures: Fixture[] = [];
  beforeAll(async () => {
    emulator = await startEmulator({ port: 0 });
  });
  afterEach(async () => {
    await Promise.all(fixtures.splice(0).map((fixture) => fixture.close()));
    emulator.reset();
    emulator.clearFaults();
  });
  afterAll(() => emulator.close());

  return {
    get emulator() {
      return emulator;
    },
    /** A guard over the emulator, with the decisions and warnings it makes. */
    guard(options: Partial<FingerprintGuardOptions> = {}) {
      const fixture = fixtureOver(emulator, createFingerprintGuard);
      fixtures.push(fixture);
      const { decisions, warnings } = fixture;
      return { guard: fixture.guard(options), decisions, warnings };
    },
  };
}

/** A request that carries an event, by default from the address of the emulator's default visitor. */
export function requestFor(eventId: unknown, more: Partial<IncomingRequest> = {}): IncomingRequest {
  return { method: 'POST', url: '/login', headers: {}, body: { eventId }, ...more };
}

/** The IDs of the rules a decision names. */
export const rulesOf = ({ reasons }: Pick<Decision, 'reasons'>): string[] => reasons.map(({ rule }) => rule);
