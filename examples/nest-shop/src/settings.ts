import type { Region } from '@fingerprint-guard/core';

/** The agent that the page loads to identify a browser. */
export interface AgentSettings {
  url: string;
  region: Region;
  /** The emulator's agent, which can also play attacks. */
  emulated: boolean;
}

/** The settings of a shop. */
export interface Settings {
  port: number;
  host: string;
  /** The origin of the shop's pages: events from anywhere else are refused. */
  origins: string[];
  apiKey: string;
  region: Region;
  /** The emulator; undefined means the real API of the region. */
  apiUrl: string | undefined;
  agent: AgentSettings;
  production: boolean;
}

/** The emulator, as `fingerprint-emulator --key emulator` starts it. */
const EMULATOR = { url: 'http://127.0.0.1:4870', key: 'emulator' };

/** Reads the settings from the environment; without any, the shop runs against an emulator on this machine. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const port = readPort(env.PORT);
  const region = readRegion(env.FINGERPRINT_REGION);
  const apiUrl = env.FINGERPRINT_BASE_URL ?? (env.FINGERPRINT_SECRET_API_KEY ? undefined : EMULATOR.url);
  return {
    port,
    host: env.HOST ?? '127.0.0.1',
    origins: env.ORIGIN ? [env.ORIGIN] : [`http://localhost:${port}`, `http://127.0.0.1:${port}`],
    apiKey: env.FINGERPRINT_SECRET_API_KEY ?? EMULATOR.key,
    region,
    apiUrl,
    agent: readAgent(env.FINGERPRINT_PUBLIC_API_KEY, apiUrl, region),
    production: env.NODE_ENV === 'production',
  };
}

function readAgent(publicKey: string | undefined, apiUrl: string | undefined, region: Region): AgentSettings {
  if (publicKey) return { url: `https://fpjscdn.net/v4/${publicKey}`, region, emulated: false };
  if (apiUrl) return { url: `${apiUrl}/agent.js`, region, emulated: true };
  throw new Error(
    'FINGERPRINT_PUBLIC_API_KEY: a real account needs it too, for the page to identify browsers',
  );
}

function readPort(text = '3000'): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Error(`PORT: expected a number from 1 to 65535, not '${text}'`);
}

function readRegion(text = 'global'): Region {
  if (text === 'global' || text === 'eu' || text === 'ap') return text;
  throw new Error(`FINGERPRINT_REGION: expected global, eu or ap, not '${text}'`);
}
