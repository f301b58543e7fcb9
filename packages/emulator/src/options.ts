import { randomBytes } from 'node:crypto';
import type { RateLimit } from './api/rate-limit.js';
import { REGIONS, type Region } from './api/region.js';
import { EmulatorError } from './emulator-error.js';

/** How an emulator is set up; everything has a default. */
export interface EmulatorOptions {
  /** The port to listen on. @defaultValue `0`, any free port */
  readonly port?: number | undefined;
  /** The address to listen on. @defaultValue `'127.0.0.1'`, this machine only */
  readonly host?: string | undefined;
  /** The region the key belongs to. @defaultValue `'global'` */
  readonly region?: Region | undefined;
  /** The only key that is let in. @defaultValue a random one */
  readonly secretApiKey?: string | undefined;
  /** What results are sealed with: 32 bytes in base64. @defaultValue a random one */
  readonly sealedKey?: string | undefined;
  /** The generation whose form of the event is sealed; each of the vendor's SDKs opens its own only. @defaultValue `'v4'` */
  readonly sealedVersion?: 'v4' | 'v3' | undefined;
  /** The rate above which requests are answered 429. @defaultValue none, every request is answered */
  readonly rateLimit?: RateLimit | undefined;
  /** The time after its creation in which an event can't be changed, ms. @defaultValue `1000` */
  readonly mutableAfterMs?: number | undefined;
  /** The emulator's clock, ms since 1970. @defaultValue `Date.now` */
  readonly now?: (() => number) | undefined;
}

/** Options with every default filled in. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly region: Region;
  readonly secretApiKey: string;
  readonly sealedKey: string;
  readonly sealedVersion: 'v4' | 'v3';
  readonly rateLimit: RateLimit | undefined;
  readonly mutableAfterMs: number;
  readonly now: () => number;
}

const KNOWN = 'port host region secretApiKey sealedKey sealedVersion rateLimit mutableAfterMs now'.split(' ');

/**
 * Checks the options and fills in the defaults.
 * @throws EmulatorError that names the first option that is unknown or makes no sense.
 */
export function settingsFrom(options: EmulatorOptions): Settings {
  for (const name of Object.keys(options)) {
    if (!KNOWN.includes(name))
      throw new EmulatorError(`unknown option ${name}; known options: ${KNOWN.join(', ')}`);
  }
  const { port = 0, host = '127.0.0.1', region = 'global', rateLimit, now = Date.now } = options;
  const { mutableAfterMs = 1000, sealedVersion = 'v4' } = options;
  const {
    secretApiKey = randomBytes(15).toString('base64url'),
    sealedKey = randomBytes(32).toString('base64'),
  } = options;
  check(Number.isInteger(port) && port >= 0 && port <= 65_535, 'port is a whole number from 0 to 65535');
  check(typeof host === 'string' && host !== '', 'host is a host name or an address');
  check(REGIONS.includes(region), `region is one of ${REGIONS.join(', ')}`);
  check(
    typeof secretApiKey === 'string' && /^[\x21-\x7e]+$/.test(secretApiKey),
    'secretApiKey is a text of printable ASCII characters without spaces',
  );
  check(isSealedKey(sealedKey), 'sealedKey is 32 bytes in base64');
  check(
    Number.isInteger(mutableAfterMs) && mutableAfterMs >= 0,
    'mutableAfterMs is a whole number of milliseconds of at least 0',
  );
  check(sealedVersion === 'v4' || sealedVersion === 'v3', 'sealedVersion is v4 or v3');
  check(typeof now === 'function', 'now is a function that returns Unix milliseconds');
  if (rateLimit !== undefined) checkRateLimit(rateLimit);
  return {
    port,
    host,
    region,
    secretApiKey,
    sealedKey,
    rateLimit,
    sealedVersion,
    mutableAfterMs,
    now: () => Math.floor(now()),
  };
}

function checkRateLimit(limit: unknown): void {
  const { perSecond, burst } = Object(limit) as Partial<RateLimit>;
  check(
    Number.isFinite(perSecond) && Number(perSecond) > 0 && Number.isInteger(burst) && Number(burst) >= 1,
    'rateLimit is { perSecond, burst }: requests a second above 0, and a whole number of at least 1',
  );
}

function isSealedKey(key: unknown): boolean {
  if (typeof key !== 'string') return false;
  const bytes = Buffer.from(key, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === key;
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new EmulatorError(message);
}
