import { createServer, type Server } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { EmulatorError } from './emulator-error.js';
import { type CreatedEvent, EmulatorState } from './emulator-state.js';
import type { ScenarioName } from './events/scenarios.js';
import { type Fault, parseFault } from './faults/fault.js';
import { listener } from './http/listener.js';
import { type EmulatorOptions, settingsFrom } from './options.js';
import type { LoggedRequest } from './request-log.js';
import type { Webhook } from './webhooks/webhook.js';
import type { Delivery } from './webhooks/webhooks.js';

/** Fields of a v4 event to change; objects merge, `null` removes a field. */
export type EventOverrides = Readonly<Record<string, unknown>>;

/** A running emulator. */
export interface Emulator {
  /** Where it listens, without a slash at the end: the `baseUrl` of a guard. */
  readonly url: string;
  /** The key that is let in: the `apiKey` of a guard. */
  readonly secretApiKey: string;
  /** 32 bytes in base64: the key results are sealed with. */
  readonly sealedKey: string;
  /**
   * Plays a visit and makes its event available.
   * Rejects with EmulatorError for an unknown scenario, and for overrides that are no object.
   */
  createEvent(scenario?: ScenarioName, overrides?: EventOverrides): Promise<CreatedEvent>;
  /**
   * Makes the API fail, in place of the last fault.
   * @throws EmulatorError for a fault that makes no sense.
   */
  setFault(fault: Fault): void;
  /** Makes the API answer rightly again. */
  clearFaults(): void;
  /**
   * Has every new event delivered to a url, signed; in place of a webhook of the same url.
   * @throws EmulatorError for a webhook that makes no sense.
   */
  addWebhook(webhook: Webhook): void;
  /** What was delivered to webhooks, once nothing is under way any more; a copy. */
  deliveries(): Promise<Delivery[]>;
  /** What was asked of the API, oldest first; a copy. */
  requests(): LoggedRequest[];
  /** Forgets events, faults, requests and webhooks; url and keys stay. */
  reset(): void;
  /** Breaks every connection, deliveries too, and frees the port; can be called again. */
  close(): Promise<void>;
}

/**
 * Starts an emulator of the Fingerprint Server API; resolves once it listens.
 * Rejects with EmulatorError for options that make no sense, and when the port can't be had.
 * @example
 * ```ts
 * import { createFingerprintGuard } from '@fingerprint-guard/core';
 * import { startEmulator } from '@fingerprint-guard/emulator';
 *
 * const emulator = await startEmulator();
 * const guard = createFingerprintGuard({ apiKey: emulator.secretApiKey, baseUrl: emulator.url });
 * const { eventId } = await emulator.createEvent('bad-bot');
 * const decision = await guard.check({ method: 'POST', url: '/login', headers: {}, body: { eventId } });
 * console.log(decision.action); // 'deny'
 * await guard.close();
 * await emulator.close();
 * ```
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const settings = settingsFrom(options);
  const state = new EmulatorState(settings);
  const server = createServer(listener(state));
  const url = await listen(server, settings.port, settings.host);
  let closed: Promise<void> | undefined;
  return {
    url,
    secretApiKey: settings.secretApiKey,
    sealedKey: settings.sealedKey,
    createEvent: async (scenario, overrides) => state.createEvent({ scenario, overrides }),
    setFault: (fault) => state.faults.set(parseFault(fault)),
    clearFaults: () => state.faults.clear(),
    addWebhook: (webhook) => {
      state.webhooks.add(webhook);
    },
    deliveries: () => state.webhooks.deliveries(),
    requests: () => state.log.entries(),
    reset: () => state.reset(),
    close: () => {
      closed ??= Promise.all([stop(server), state.webhooks.close()]).then(() => undefined);
      return closed;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, port, host)));
    server.listen(port, host, () => resolve(urlOf(host, (server.address() as AddressInfo).port)));
  });
}

function listenError(cause: NodeJS.ErrnoException, port: number, host: string): EmulatorError {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'the port is already in use',
    EACCES: 'the port may not be used without more rights',
    EADDRNOTAVAIL: 'this machine has no such address',
    ENOTFOUND: 'there is no such host',
  };
  const reason = reasons[cause.code ?? ''] ?? cause.message;
  return new EmulatorError(`can't listen on ${host}, port ${port}: ${reason}`, { cause });
}

/** A URL that reaches the server from this machine, also when it listens on every address. */
function urlOf(host: string, port: number): string {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
