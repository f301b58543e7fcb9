import { parseArgs } from 'node:util';
import type { RateLimit } from './api/rate-limit.js';
import type { Region } from './api/region.js';
import { EmulatorError } from './emulator-error.js';
import { type EmulatorOptions, settingsFrom } from './options.js';

/** The command that the command line gives. */
export type CliCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'start'; readonly json: boolean; readonly options: EmulatorOptions };

/** The output of `--help`. */
export const HELP_TEXT = `Usage: fingerprint-emulator [options]

Serves the Fingerprint Server API on this machine, without an account.

  --port <number>        the port to listen on (4870; 0 picks a free one)
  --host <address>       the address to listen on (127.0.0.1)
  --key <secret>         the secret API key to accept (a random one)
  --region <region>      the key's region: global, eu or ap (global)
  --rate-limit <r:b>     r requests per second, bursts of b (no limit)
  --json                 print url, secretApiKey and sealedKey as one line of JSON
  --help                 print this
  --version              print the version
`;

/**
 * Reads the command line.
 * @throws EmulatorError that names the wrong flag.
 */
export function parseCommand(args: readonly string[]): CliCommand {
  const flags = parseFlags(args);
  if (flags.help) return { kind: 'help' };
  if (flags.version) return { kind: 'version' };
  const options: EmulatorOptions = {
    port: portFrom(flags.port ?? '4870'),
    host: flags.host,
    secretApiKey: flags.key,
    region: flags.region as Region | undefined,
    rateLimit: flags['rate-limit'] === undefined ? undefined : rateLimitFrom(flags['rate-limit']),
  };
  settingsFrom(options);
  return { kind: 'start', json: flags.json ?? false, options };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        key: { type: 'string' },
        region: { type: 'string' },
        'rate-limit': { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    }).values;
  } catch (cause) {
    throw new EmulatorError((cause as Error).message, { cause });
  }
}

function portFrom(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new EmulatorError('--port must be a whole number from 0 to 65535');
  return Number(text);
}

function rateLimitFrom(text: string): RateLimit {
  const match = /^(\d+(?:\.\d+)?):(\d+)$/.exec(text);
  if (!match) throw new EmulatorError('--rate-limit must be requests per second and a burst, such as 5:15');
  return { perSecond: Number(match[1]), burst: Number(match[2]) };
}
