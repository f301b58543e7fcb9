import { createFingerprintGuard, type Decision, type FingerprintGuardOptions } from '@fingerprint-guard/core';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { afterEach, beforeEach } from '@jest/globals';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';

/** What one test has: an emulator, guards and applications that end with it, and what was decided and warned of. */
export interface Shop {
  emulator: Emulator;
  decisions: Decision[];
  warnings: string[];
  options(): FingerprintGuardOptions;
  guard(more?: Partial<FingerprintGuardOptions>): ReturnType<typeof createFingerprintGuard>;
  app(settings?: FastifyServerOptions): FastifyInstance;
  /** Makes an event of this machine and the header that names it. */
  visit(scenario?: Parameters<Emulator['createEvent']>[0]): Promise<{ 'x-fingerprint-event-id': string }>;
  /** Starts the application where it is not listening yet, and asks it. */
  ask(app: FastifyInstance, path: string, init?: RequestInit): Promise<Response>;
}

/** A shop for each test of a file. */
export function eachTest(): Shop {
  const shop = {} as Shop;
  let endings: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    const emulator = await startEmulator();
    endings = [() => emulator.close()];
    const decisions: Decision[] = [];
    const warnings: string[] = [];
    const options = (): FingerprintGuardOptions => ({
      apiKey: emulator.secretApiKey,
      baseUrl: emulator.url,
      logger: { warn: (message) => warnings.push(message) },
      onDecision: (decision) => void decisions.push(decision),
    });
    Object.assign(shop, {
      emulator,
      decisions,
      warnings,
      options,
      guard(more) {
        const guard = createFingerprintGuard({ ...options(), ...more });
        endings.push(() => guard.close());
        return guard;
      },
      app(settings) {
        const app = Fastify(settings);
        endings.push(() => app.close());
        return app;
      },
      async visit(scenario = 'honest') {
        const { eventId } = await emulator.createEvent(scenario, { ip_address: '127.0.0.1' });
        return { 'x-fingerprint-event-id': eventId };
      },
      async ask(app, path, init) {
        if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
        return fetch(app.listeningOrigin + path, init);
      },
    } satisfies Shop);
  });

  afterEach(async () => {
    for (const end of endings.reverse()) await end();
  });
  return shop;
}

/** A POST of JSON. */
export const posted = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
