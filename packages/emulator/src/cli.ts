#!/usr/bin/env node
import { type CliCommand, HELP_TEXT, parseCommand } from './cli-arguments.js';
import type { EmulatorOptions } from './options.js';
import { type Emulator, startEmulator } from './start-emulator.js';
import { VERSION } from './version.js';

const EXIT_CODES = { failed: 1, badUsage: 2 };

/** How often a vanished parent is looked for, ms. */
const PARENT_CHECK_MS = 500;

function main(): void {
  let command: CliCommand;
  try {
    command = parseCommand(process.argv.slice(2));
  } catch (error) {
    fail(`${(error as Error).message}\nSee fingerprint-emulator --help.`, EXIT_CODES.badUsage);
    return;
  }
  if (command.kind === 'help') process.stdout.write(HELP_TEXT);
  else if (command.kind === 'version') console.log(VERSION);
  else {
    serve(command.options, command.json).catch((error: Error) => fail(error.message, EXIT_CODES.failed));
  }
}

async function serve(options: EmulatorOptions, json: boolean): Promise<void> {
  const emulator = await startEmulator(options);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.close());
  if (process.env.npm_lifecycle_event === 'npx') endWithParent(emulator);
  const { url, secretApiKey, sealedKey } = emulator;
  console.log(json ? JSON.stringify({ url, secretApiKey, sealedKey }) : greeting(emulator));
}

/** A signal that ends npx ends the shell in between, which does not pass it on. */
function endWithParent(emulator: Emulator): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    void emulator.close();
  }, PARENT_CHECK_MS).unref();
}

function greeting({ url, secretApiKey, sealedKey }: Emulator): string {
  return `The Fingerprint emulator listens on ${url}

For your server's environment:
  FINGERPRINT_BASE_URL=${url}
  FINGERPRINT_SECRET_API_KEY=${secretApiKey}
  FINGERPRINT_SEALED_KEY=${sealedKey}

and in your code:
  createFingerprintGuard({
    apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
    baseUrl: process.env.FINGERPRINT_BASE_URL,
  })

In a page:  <script src="${url}/agent.js"></script>
By hand:    curl -X POST ${url}/__emulator/events/bad-bot

Ctrl+C ends it.`;
}

function fail(message: string, code: number): void {
  console.error(`fingerprint-emulator: ${message}`);
  process.exitCode = code;
}

main();
