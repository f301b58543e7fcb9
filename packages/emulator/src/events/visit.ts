import type { JsonObject } from '../json.js';
import { type Browser, CHROME } from './browsers.js';
import { BERLIN, NEW_YORK, type Place } from './places.js';

/** The ways of telling that a visitor hides behind another network, as the vendor names them. */
export type VpnMethod =
  | 'timezone_mismatch'
  | 'public_vpn'
  | 'auxiliary_mobile'
  | 'os_mismatch'
  | 'relay'
  | 'ml_prediction';

/** The facts of a visit, before they are written as an event. */
export interface Visit {
  /** The time, in Unix milliseconds. */
  readonly at: number;
  /** An app on Android instead of a page in a browser. */
  readonly app: boolean;
  readonly browser: Browser;
  readonly url: string;
  /** The end of the network. */
  readonly place: Place;
  /** The visitor's own place, which a VPN hides. */
  readonly home: Place;
  /** The visitor's address; by default, the place's own. */
  readonly address?: string;
  /** Also has an address of the other family. */
  readonly dualStack: boolean;
  readonly datacenter: boolean;
  readonly vpn: readonly VpnMethod[];
  readonly proxy: boolean;
  readonly tor: boolean;
  readonly bot: 'not_detected' | 'good' | 'bad';
  /** The information about the bot or the agent, as in `bot_info`. */
  readonly agent: JsonObject | undefined;
  readonly incognito: boolean;
  readonly tampered: boolean;
  readonly virtualMachine: boolean;
  readonly rooted: boolean;
  readonly replayed: boolean;
  /** The confidence of the identification, 0 to 1. */
  readonly confidence: number;
  /** Identified, but no smart signal computed yet. */
  readonly partial: boolean;
}

/** The time zone of the visitor's clock: that of the network's end, unless the two should differ. */
export function clockTimezone({ vpn, place, home, browser }: Visit): string {
  if (!vpn.includes('timezone_mismatch')) return place.timezone;
  const candidates = [browser.timezone, home.timezone, BERLIN.timezone, NEW_YORK.timezone];
  return candidates.find((zone) => zone !== undefined && zone !== place.timezone) ?? place.timezone;
}

/** A visit with nothing wrong about it. */
export function honestVisit(at: number): Visit {
  return {
    at,
    app: false,
    browser: CHROME,
    url: 'https://shop.example/login',
    place: BERLIN,
    home: BERLIN,
    dualStack: false,
    datacenter: false,
    vpn: [],
    proxy: false,
    tor: false,
    bot: 'not_detected',
    agent: undefined,
    incognito: false,
    tampered: false,
    virtualMachine: false,
    rooted: false,
    replayed: false,
    confidence: 0.98,
    partial: false,
  };
}
