import { type AddressInfo, createServer } from 'node:net';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
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
      FINGERPRINT_API_URL: emulator.url,
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

/** A port nobody listens on. The shop has to know its own before it starts: its origin belongs to its policy. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
