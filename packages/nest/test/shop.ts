import type { FingerprintGuardOptions } from '@fingerprint-guard/core';
import { test } from '@jest/globals';
import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { openShop as openShopOfAdapters, type Shop as ShopOfAdapters } from '../../../test/support/shop.js';
import { FingerprintModule, type FingerprintModuleOptions } from '../src/index.js';
import { type Platform, platforms, start } from './platforms.js';

/** An emulator, and applications that ask it; all of it ends with `close`. */
export interface Shop extends Omit<ShopOfAdapters, 'options'> {
  /** Options of a guard that asks the emulator. */
  options: FingerprintGuardOptions;
  /** Listens; resolves with the application's URL. */
  listen(platform: Pick<Platform, 'adapter'>, module: Type | DynamicModule): Promise<string>;
}

export async function openShop(): Promise<Shop> {
  const shop = await openShopOfAdapters();
  const options = Object.freeze({
    ...shop.options(),
    policies: Object.freeze({ bots: {}, private: { rules: { incognito: 'deny' as const } } }),
  });
  return {
    ...shop,
    options,
    guard: (more) => shop.guard({ ...options, ...more }),
    async listen({ adapter }, module) {
      const { url, close } = await start(module, adapter());
      shop.endings.push(close);
      return url;
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
