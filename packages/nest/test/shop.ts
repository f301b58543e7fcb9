import { createFingerprintGuard, type Decision, type FingerprintGuardOptions } from '@fingerprint-guard/core';
import { type Emulator, type ScenarioName, startEmulator } from '@fingerprint-guard/emulator';
import { test } from '@jest/globals';
import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { FingerprintModule, type FingerprintModuleOptions } from '../src/index.js';
import { type Platform, platforms, start } from './platforms.js';

/** An emulator, and applications that ask it; all of it ends with `close`. */
export interface Shop {
  emulator: Emulator;
  /** Options of a guard that asks the emulator. */
  options: FingerprintGuardOptions;
  /** Every decision a guard with these options recorded, oldest first. */
  decisions: Decision[];
  /** What guards with these options warned of. */
  warnings: string[];
  /** A guard of the test's own. */
  guard(more?: Partial<FingerprintGuardOptions>): ReturnType<typeof createFingerprintGuard>;
  /** Listens; resolves with the application's URL. */
  listen(platform: Pick<Platform, 'adapter'>, module: Type | DynamicModule): Promise<string>;
  /** Headers of a request by a visitor of this kind. */
  visit(scenario?: ScenarioName): Promise<{ 'x-fingerprint-event-id': string }>;
  close(): Promise<void>;
}

export async function openShop(): Promise<Shop> {
  const emulator = await startEmulator();
  const endings = [() => emulator.close()];
  const decisions: Decision[] = [];
  const warnings: string[] = [];
  const options: FingerprintGuardOptions = {
    apiKey: emulator.secretApiKey,
    baseUrl: emulator.url,
    policies: Object.freeze({ bots: {}, private: { rules: { incognito: 'deny' as const } } }),
    onDecision: (decision) => void decisions.push(decision),
    logger: { warn: (message) => void warnings.push(message) },
  };
  Object.freeze(options);
  return {
    emulator,
    options,
    decisions,
    warnings,
    guard(more = {}) {
      const guard = createFingerprintGuard({ ...options, ...more });
      endings.push(() => guard.close());
      return guard;
    },
    async listen({ adapter }, module) {
      const { url, close } = await start(module, adapter());
      endings.push(close);
      return url;
    },
    async visit(scenario = 'honest') {
      const { eventId } = await emulator.createEvent(scenario, { ip_address: '127.0.0.1' });
      return { 'x-fingerprint-event-id': eventId };
    },
    async close() {
      for (const end of endings.splice(0).reverse()) await end();
    },
  };
}

/** A root module with the guard's module and whatever a test adds. */
export function appOf(
  { options }: { options: FingerprintModuleOptions },
  { imports = [], ...metadata }: ModuleMetadata,
): Type {
  @Module({ ...metadata, imports: [FingerprintModule.forRoot(options), ...imports] })
  class App {}
  return App;
}

/** Declares a test on every platform, each with a shop of its own. */
export function onEach(title: string, body: (shop: Shop, platform: Platform) => Promise<void>): void {
  test.each(platforms)(`$name: ${title}`, async (platform) => {
    const shop = await openShop();
    try {
      await body(shop, platform);
    } finally {
      await shop.close();
    }
  });
}
