import { EmulatorError } from '../emulator-error.js';
import {
  androidPhone,
  type Browser,
  chrome,
  headlessChrome,
  safari,
  searchCrawler,
  torBrowser,
} from './browsers.js';
import { newYork, saoPaulo } from './places.js';
import type { Visit } from './visit.js';

interface Scenario {
  /** How the visit differs from an honest one. */
  readonly visit?: Partial<Visit>;
  /** The browser it is played in, unless a real one plays it. */
  readonly browser?: Browser;
  /** How long ago it happened, in milliseconds. */
  readonly ageMs?: number;
}

const scenarios = {
  honest: {},
  'bad-bot': { visit: { bot: 'bad' }, browser: headlessChrome },
  'good-bot': { visit: { bot: 'good' }, browser: searchCrawler },
  incognito: { visit: { incognito: true } },
  vpn: { visit: { vpn: ['timezone_mismatch', 'public_vpn'], place: newYork, datacenter: true } },
  relay: { visit: { vpn: ['os_mismatch', 'relay'] }, browser: safari },
  proxy: { visit: { proxy: true } },
  tor: { visit: { tor: true }, browser: torBrowser },
  tampered: { visit: { tampered: true } },
  'virtual-machine': {
    visit: { virtualMachine: true },
    browser: {
      ...chrome,
      cores: 2,
      gpu: 'ANGLE (VMware, Inc., VMware SVGA 3D Direct3D11 vs_5_0 ps_5_0, D3D11)',
    },
  },
  stale: { ageMs: 300_000 },
  'other-origin': { visit: { url: 'https://login-shop.example.net/login' } },
  'far-away': {
    visit: { place: saoPaulo, home: saoPaulo, address: saoPaulo.v4 },
    // Another visitor: one who is at home a moment later would have travelled impossibly fast.
    browser: { ...chrome, cores: 6 },
  },
  replayed: { visit: { replayed: true } },
  'low-confidence': { visit: { confidence: 0.31 } },
  'rooted-phone': { visit: { app: true, rooted: true, browser: androidPhone } },
  'dual-stack': { visit: { dualStack: true } },
  partial: { visit: { partial: true } },
} satisfies Record<string, Scenario>;

/** The visits the emulator can play. */
export type ScenarioName = keyof typeof scenarios;

/** Every scenario's name. */
export const scenarioNames = Object.keys(scenarios) as ScenarioName[];

/**
 * Looks a scenario up by name.
 * @throws EmulatorError that lists the known names.
 */
export function scenarioNamed(name: unknown): Scenario {
  if (typeof name === 'string' && Object.hasOwn(scenarios, name)) return scenarios[name as ScenarioName];
  throw new EmulatorError(
    `unknown scenario ${JSON.stringify(name)}; known scenarios: ${scenarioNames.join(', ')}`,
  );
}
