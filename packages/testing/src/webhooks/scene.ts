import { createHmac } from 'node:crypto';
import {
  createMemoryEventCache,
  type Decision,
  type EventCache,
  type FingerprintGuard,
  type FingerprintGuardOptions,
} from '@fingerprint-guard/core';
import type { Emulator } from '@fingerprint-guard/emulator';
import { openFixture } from '../fixture.js';
import { type Answer, type Sent, send } from '../send.js';
import type { WebhookAppSpec, WebhookTarget } from './harness.js';

export const SECRET = 'secret of the webhook';

/** The changes that one test makes to the receiver. */
export interface WebhookSceneSpec {
  guard?: Partial<FingerprintGuardOptions>;
  secrets?: WebhookAppSpec['secrets'];
  parsed?: boolean;
}

/** A receiver of webhooks under test. */
export interface WebhookScene {
  emulator: Emulator;
  guard: FingerprintGuard;
  /** The address that the emulator delivers to. */
  webhookUrl: string;
  /** Ids that were put into the event cache, oldest first. */
  kept: string[];
  /** The errors that reached the framework's error handling. */
  errors: unknown[];
  warnings: string[];
  /** Sends a body, by default signed with `SECRET`. */
  deliver(body: unknown, headers?: Sent['headers']): Promise<Answer>;
  /** Judges a visit that names this event. */
  check(eventId: string): Promise<Decision>;
  /** The number of requests to the API. */
  asked(): number;
}

export const sign = (body: string, secret = SECRET): string =>
  `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** Opens a scene; `endings` closes everything it opened, last first. */
export async function openWebhookScene(
  target: WebhookTarget,
  spec: WebhookSceneSpec,
  endings: (() => Promise<void>)[],
): Promise<WebhookScene> {
  const fixture = await openFixture(target.createGuard);
  endings.push(fixture.close);
  const { emulator, warnings } = fixture;
  const kept: string[] = [];
  const errors: unknown[] = [];
  const memory = createMemoryEventCache();
  const cache: EventCache = {
    ...memory,
    set(key, event, ttlMs) {
      kept.push(event.eventId ?? '');
      return memory.set(key, event, ttlMs);
    },
  };
  const guard = fixture.guard({ cache, ...spec.guard });
  const { secrets = SECRET, parsed = false } = spec;
  const app = await target.start({ guard, secrets, parsed, onError: (error) => void errors.push(error) });
  fixture.endings.push(() => app.close());

  return {
    emulator,
    guard,
    webhookUrl: `${app.url}/webhook`,
    kept,
    errors,
    warnings,
    deliver(body, headers) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const signed = headers ?? { 'fpjs-event-signature': sign(text) };
      return send(app.url, { path: '/webhook', body: text, headers: signed });
    },
    check: (eventId) =>
      guard.check({
        method: 'POST',
        url: '/login',
        headers: { 'x-fingerprint-event-id': eventId },
        ip: '127.0.0.1',
      }),
    asked: () => emulator.requests().length,
  };
}
