import { EmulatorError } from '../emulator-error.js';
import { CHATGPT_AGENT, COMET, FALSE_GOOGLEBOT, GOOGLEBOT } from './agents.js';
import {
  ANDROID_PHONE,
  type Browser,
  CHROME,
  HEADLESS_CHROME,
  SAFARI,
  SEARCH_CRAWLER,
  TOR_BROWSER,
} from './browsers.js';
import { NEW_YORK, SAO_PAULO } from './places.js';
import type { Visit } from './visit.js';

interface Scenario {
  /** The differences between the visit and an honest one. */
  readonly visit?: Partial<Visit>;
  /** The browser it is played in, unless a real one plays it. */
  readonly browser?: Browser;
  /** The age of the visit, in milliseconds. */
  readonly ageMs?: number;
}

const SCENARIOS = {
  honest: {},
  'bad-bot': { visit: { bot: 'bad' }, browser: HEADLESS_CHROME },
  'good-bot': { visit: { bot: 'good', agent: GOOGLEBOT }, browser: SEARCH_CRAWLER },
  // Agents run Chrome, each on a machine of its own: none of them is the visitor that another scenario is.
  'signed-agent': { visit: { bot: 'good', agent: CHATGPT_AGENT }, browser: { ...CHROME, cores: 2 } },
  'spoofed-agent': {
    visit: { bot: 'good', agent: FALSE_GOOGLEBOT },
    browser: { ...SEARCH_CRAWLER, cores: 16 },
  },
  'ai-browser': { visit: { agent: COMET }, browser: { ...CHROME, cores: 12 } },
  incognito: { visit: { incognito: true } },
  vpn: { visit: { vpn: ['timezone_mismatch', 'public_vpn'], place: NEW_YORK, datacenter: true } },
  relay: { visit: { vpn: ['os_mismatch', 'relay'] }, browser: SAFARI },
  proxy: { visit: { proxy: true } },
  tor: { visit: { tor: true }, browser: TOR_BROWSER },
  tampered: { visit: { tampered: true } },
  'virtual-machine': {
    visit: { virtualMachine: true },
    browser: {
      ...CHROME,
      cores: 2,
      gpu: 'ANGLE (VMware, Inc., VMware SVGA 3D Direct3D11 vs_5_0 ps_5_0, D3D11)',
    },
  },
  stale: { ageMs: 300_000 },
  'other-origin': { visit: { url: 'https://login-shop.example.net/login' } },
  'far-away': {
    visit: { place: SAO_PAULO, home: SAO_PAULO, address: SAO_PAULO.v4 },
    // Another visitor: one who is at home a moment later would have travelled impossibly fast.
    browser: { ...CHROME, cores: 6 },
  },
  replayed: { visit: { replayed: true } },
  'low-confidence': { visit: { confidence: 0.31 } },
  'mobile-device': { visit: { app: true, browser: { ...ANDROID_PHONE, cores: 6 } } },
  'rooted-phone': { visit: { app: true, rooted: true, browser: ANDROID_PHONE } },
  'dual-stack': { visit: { dualStack: true } },
  partial: { visit: { partial: true } },
} satisfies Record<string, Scenario>;

/** The visits the emulator can play. */
export type ScenarioName = keyof typeof SCENARIOS;

/** Every scenario's name. */
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[];

/**
 * Looks a scenario up by name.
 * @throws EmulatorError that lists the known names.
 */
export function scenarioNamed(name: unknown): Scenario {
  if (typeof name === 'string' && Object.hasOwn(SCENARIOS, name)) return SCENARIOS[name as ScenarioName];
  throw new EmulatorError(
    `unknown scenario ${JSON.stringify(name)}; known scenarios: ${SCENARIO_NAMES.join(', ')}`,
  );
}
