import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { INSPECTOR_PATH } from './inspector.js';
import type { Settings } from './settings.js';
import { attacks, GROUPS } from './visits.js';

/** Files any visitor may have. */
export const publicFolder = fileURLToPath(new URL('../public', import.meta.url));

/** The script for pages of `@fingerprint-guard/browser`; what bundles its pages imports the package instead. */
const helper = join(
  dirname(createRequire(import.meta.url).resolve('@fingerprint-guard/browser/package.json')),
  'dist',
  'fingerprint-guard-browser.js',
);

/** The injection token of the settings. */
export const SETTINGS = Symbol('settings');

/** The login page, with its settings written into it. */
@Controller()
export class PageController {
  readonly #html: string;

  constructor(@Inject(SETTINGS) { agent, production }: Settings) {
    const playable = attacks.filter(({ event }) => agent.emulated || !needsEmulator(event));
    const data = {
      agent,
      groups: GROUPS,
      attacks: playable.map(({ expected, ...attack }) => attack),
      inspector: production ? undefined : INSPECTOR_PATH,
    };
    // `<` could end the script element that holds the data.
    const json = JSON.stringify(data).replaceAll('<', '\\u003c');
    this.#html = readFileSync(join(publicFolder, 'index.html'), 'utf8').replace(
      '"{{page-data}}"',
      () => json,
    );
  }

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  show(): string {
    return this.#html;
  }

  @Get('fingerprint-guard-browser.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  script(): string {
    return readFileSync(helper, 'utf8');
  }
}

const needsEmulator = (event: (typeof attacks)[number]['event']): boolean =>
  typeof event === 'object' && Object.keys(event).length > 0;
