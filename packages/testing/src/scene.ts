import type { Decision, FingerprintGuard, FingerprintGuardOptions } from '@fingerprint-guard/core';
import type { CreatedEvent, Emulator, EventOverrides, ScenarioName } from '@fingerprint-guard/emulator';
import { openFixture } from './fixture.js';
import type { AppSpec, ConformanceTarget, RouteSpec } from './harness.js';
import { type Answer, type Sent, send } from './send.js';

/** The changes that one test makes to its shop; each has a default. */
export interface SceneSpec {
  guard?: Partial<FingerprintGuardOptions>;
  /** The requirement of `/login`. @defaultValue the guard's own policy */
  require?: RouteSpec['require'];
  attach?: AppSpec['attach'];
  foreign?: AppSpec['foreign'];
  mount?: AppSpec['mount'];
  /** Runs in the handler of `/login`. */
  onHandled?: () => void;
}

/**
 * A shop under test and everything that happens to it: `POST /login` and `GET /login` require a decision, `POST /open`
 * does not.
 */
export interface Scene {
  /** The shop's address. */
  url: string;
  emulator: Emulator;
  guard: FingerprintGuard;
  /** Every decision the guard recorded, oldest first. */
  decisions: Decision[];
  /** The decision that each run of a handler found, oldest first. */
  handled: (Decision | undefined)[];
  /** The guard's warnings. */
  warnings: string[];
  /** Plays a visit that the shop expects: from this machine, on the shop's own page. */
  createEvent(scenario?: ScenarioName, overrides?: EventOverrides): Promise<CreatedEvent>;
  send(sent?: Sent): Promise<Answer>;
  /** Sends `POST /login` with this event ID in a header. */
  login(eventId: string, headers?: Sent['headers']): Promise<Answer>;
  /** The requests to the API: paths as received. */
  asked(): string[];
}

/** Opens a scene; it ends with the test. */
export type Open = (spec?: SceneSpec) => Promise<Scene>;

export const SHOP = 'https://shop.example';

/** Builds an `Open` over a target, and a function that closes everything it opened. */
export function createScenes(target: ConformanceTarget): { open: Open; close(): Promise<void> } {
  const opened: (() => Promise<void>)[] = [];

  async function open(spec: SceneSpec = {}): Promise<Scene> {
    const fixture = await openFixture(target.createGuard);
    opened.push(fixture.close);
    const { emulator, decisions, warnings, endings } = fixture;
    const guard = fixture.guard(spec.guard);
    const handled: Scene['handled'] = [];
    const handle = (decision: Decision | undefined) => {
      handled.push(decision);
      spec.onHandled?.();
      return { handled: true, eventId: decision?.signals.eventId, visitorId: decision?.signals.visitorId };
    };
    const login = { path: '/login', require: spec.require ?? {}, handle };
    const app = await target.start({
      guard,
      ...(spec.attach ? { attach: spec.attach } : {}),
      ...(spec.foreign ? { foreign: spec.foreign } : {}),
      ...(spec.mount ? { mount: spec.mount } : {}),
      routes: [
        { method: 'POST', ...login },
        { method: 'GET', ...login },
        { method: 'POST', path: '/open', handle },
      ],
    });
    endings.push(() => app.close());

    return {
      url: app.url,
      emulator,
      guard,
      decisions,
      handled,
      warnings,
      createEvent: (scenario = 'honest', overrides = {}) =>
        emulator.createEvent(scenario, { ip_address: '127.0.0.1', ...overrides }),
      send: (sent = {}) => send(app.url, sent),
      login: (eventId, headers = {}) =>
        send(app.url, { headers: { 'x-fingerprint-event-id': eventId, ...headers } }),
      asked: () => emulator.requests().map(({ path }) => path),
    };
  }

  return {
    open,
    async close() {
      for (const end of opened.splice(0).reverse()) await end();
    },
  };
}
