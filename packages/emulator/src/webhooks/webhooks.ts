import { EmulatorError } from '../emulator-error.js';
import type { JsonObject } from '../json.js';
import { v3Webhook } from '../translation/v3-webhook.js';
import { post } from './post.js';
import { SIGNATURE_HEADER, signatureOf } from './signature.js';
import { parseWebhook, type Webhook } from './webhook.js';

/** One attempt to deliver an event. */
export interface Delivery {
  /** The ID of the event. */
  readonly eventId: string;
  /** The address of the receiver. */
  readonly url: string;
  /** The status of the receiver's answer; 0 if there was none. */
  readonly status: number;
  /** The reason why there was no answer. */
  readonly error?: string;
  /** The time at which the event was sent, in Unix milliseconds. */
  readonly at: number;
}

/** The time that a receiver has to answer, as upstream. */
const TIMEOUT_MS = 3000;
const MAX_WEBHOOKS = 100;
const MAX_UNDER_WAY = 1000;
const MAX_DELIVERIES = 10_000;

/** Sends new events to the registered webhooks, all at once and each once; a failure is only recorded. */
export class Webhooks {
  readonly #webhooks = new Map<string, Required<Webhook>>();
  readonly #underWay = new Set<Promise<void>>();
  #deliveries: Delivery[] = [];
  #stopping = new AbortController();

  constructor(readonly now: () => number) {}

  /**
   * Adds a webhook, replacing one of the same URL.
   * @throws EmulatorError for an invalid webhook, and for one too many.
   */
  add(value: unknown): Required<Webhook> {
    const webhook = parseWebhook(value);
    if (this.#webhooks.size >= MAX_WEBHOOKS && !this.#webhooks.has(webhook.url)) {
      throw new EmulatorError(`there are ${MAX_WEBHOOKS} webhooks already`);
    }
    this.#webhooks.set(webhook.url, webhook);
    return webhook;
  }

  /** Starts sending an event to every webhook. */
  send(eventId: string, event: JsonObject): void {
    for (const webhook of this.#webhooks.values()) {
      const sending: Promise<void> = this.#deliver(eventId, event, webhook).finally(() =>
        this.#underWay.delete(sending),
      );
      this.#underWay.add(sending);
    }
  }

  /** Lists the deliveries, in the order in which they ended, once nothing is under way any longer. */
  async deliveries(): Promise<Delivery[]> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    return [...this.#deliveries];
  }

  /** Forgets webhooks and deliveries, and aborts those under way. */
  clear(): void {
    this.#stopping.abort();
    this.#stopping = new AbortController();
    this.#webhooks.clear();
    this.#deliveries = [];
  }

  /** Aborts the deliveries under way; resolves when there are none. */
  async close(): Promise<void> {
    this.clear();
    await this.deliveries();
  }

  async #deliver(eventId: string, event: JsonObject, webhook: Required<Webhook>): Promise<void> {
    const noted = this.#deliveries;
    const attempt = { eventId, url: webhook.url, at: this.now() };
    const outcome = await this.#attempt(event, webhook);
    noted.push({ ...attempt, ...outcome });
    if (noted.length > MAX_DELIVERIES) noted.shift();
  }

  async #attempt(
    event: JsonObject,
    { url, secret, apiVersion }: Required<Webhook>,
  ): Promise<Pick<Delivery, 'status' | 'error'>> {
    if (this.#underWay.size >= MAX_UNDER_WAY)
      return { status: 0, error: 'too many deliveries are under way' };
    const body = JSON.stringify(apiVersion === 'v3' ? v3Webhook(event) : v4Webhook(event));
    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      [SIGNATURE_HEADER]: signatureOf(body, secret),
    };
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    try {
      return { status: await post(url, body, { headers, signal }) };
    } catch (error) {
      return { status: 0, error: signal.aborted ? `no answer within ${TIMEOUT_MS} ms` : String(error) };
    }
  }
}

/**
 * Builds the event as the API answers it without a ruleset, and the cause of the delivery, in the emulator's own words.
 */
function v4Webhook({ rule_action: _, ...event }: JsonObject): JsonObject {
  return { ...event, triggered_by: 'identification' };
}
