import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import {
  createFingerprintGuard,
  type Decision,
  type FingerprintGuard,
  type FingerprintGuardOptions,
  type IncomingRequest,
} from '../../src/index.js';

/** An emulator for a test file, and guards over it that are closed after each test. */
export function useEmulator() {
  let emulator: Emulator;
  const guards: FingerprintGuard[] = [];
  beforeAll(async () => {
    emulator = await startEmulator({ port: 0 });
  });
  afterEach(async () => {
    await Promise.all(guards.splice(0).map((guard) => guard.close()));
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
      const decisions: Decision[] = [];
      const warnings: string[] = [];
      const guard = createFingerprintGuard({
        apiKey: emulator.secretApiKey,
        baseUrl: emulator.url,
        logger: { warn: (message) => warnings.push(message) },
        onDecision: (decision) => {
          decisions.push(decision);
        },
        ...options,
      });
      guards.push(guard);
      return { guard, decisions, warnings };
    },
  };
}

/** A request that names an event, from the address of the emulator's default visitor unless told. */
export function requestFor(eventId: unknown, more: Partial<IncomingRequest> = {}): IncomingRequest {
  return { method: 'POST', url: '/login', headers: {}, body: { eventId }, ...more };
}

/** The ids of the rules a decision names. */
export const rulesOf = ({ reasons }: Decision): string[] => reasons.map(({ rule }) => rule);
