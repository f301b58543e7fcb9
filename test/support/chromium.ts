import { type Browser, chromium as playwright } from 'playwright-core';
import { programOnPath, type Requirement } from './requirements.js';

/** The path of a real Chromium. */
export const chromium: Requirement<string> = {
  found: process.env.CHROMIUM_PATH || programOnPath('chromium', 'chromium-browser', 'google-chrome'),
  name: 'Chromium',
  help: 'Get it with: apt-get install chromium; or set CHROMIUM_PATH.',
};

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a headless browser that says what it is; its profile is new and empty. */
export function launchOpenly(executablePath: string): Promise<Browser> {
  return playwright.launch({ executablePath, args: QUIET });
}

/**
 * Starts a browser that looks like a person's, as the honest visitors of a test have to. One that keeps pages shows them
 * as they were left when somebody goes back.
 */
export function launchDisguised(
  executablePath: string,
  { keepsPages = false }: { keepsPages?: boolean } = {},
): Promise<Browser> {
  return playwright.launch({
    executablePath,
    args: [...QUIET, '--disable-blink-features=AutomationControlled', `--user-agent=${USER_AGENT}`],
    ignoreDefaultArgs: ['--enable-automation', ...(keepsPages ? ['--disable-back-forward-cache'] : [])],
  });
}

const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
