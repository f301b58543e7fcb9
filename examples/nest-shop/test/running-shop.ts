import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { freePort } from '../../../test/support/free-port.js';
import { readSettings } from '../src/settings.js';
import { type Shop, startShop } from '../src/shop.js';

/** A shop and the emulator it asks, on free ports of this machine. */
export interface RunningShop {
  shop: Shop;
  emulator: Emulator;
  close(): Promise<void>;
}

export async function runShop(): Promise<RunningShop> {
  const emulator = await startEmulator();
  const shop = await startShop(
    readSettings({
      PORT: String(await freePort()),
      FINGERPRINT_BASE_URL: emulator.url,
      FINGERPRINT_SECRET_API_KEY: emulator.secretApiKey,
    }),
  );
  return {
    shop,
    emulator,
    async close() {
      await shop.close();
      await emulator.close();
    },
  };
}
