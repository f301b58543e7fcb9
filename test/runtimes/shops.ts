import type { FingerprintGuard, FingerprintGuardOptions } from '@fingerprint-guard/core';
import { createMemoryReplayStore } from '@fingerprint-guard/core/fetch';
import type { AppSpec } from '@fingerprint-guard/testing';
import { honoApp } from '../support/hono-shop.js';
import { type Seen, webShop } from '../support/web-shop.js';
import {
  type AnswerRef,
  copyReplacing,
  type FunctionRef,
  isRef,
  type Outcome,
  type WireSpec,
} from './wire.js';

/** What a runtime tells of a request: in options of `checkRequest`, and as the bindings of a Hono application. */
interface Told extends Seen {
  bindings: unknown;
}

type Shop = (request: Request, told: Told) => Response | Promise<Response>;
type CreateGuard = (options: FingerprintGuardOptions) => FingerprintGuard;

/**
 * The applications of one runtime. A test asks for one by `PUT /__shop`; whatever else is asked goes to the latest.
 */
export class Shops {
  #shop: Shop = () => new Response('no shop is open', { status: 500 });
  #guard: FingerprintGuard | undefined;
  /** What the application tells the test without waiting. */
  readonly #told = new Set<Promise<unknown>>();
  readonly #natives = new WeakMap<object, number>();
  #nativeCount = 0;
  #toldCount = 0;

  /** @param defaults Options of guards for which a test has none. */
  constructor(
    private readonly createGuard: CreateGuard,
    private readonly defaults: FingerprintGuardOptions = {},
  ) {}

  async answer(request: Request, { bindings, ...seen }: Told): Promise<Response> {
    if (new URL(request.url).pathname === '/__shop') return this.#open((await request.json()) as WireSpec);
    const response = await this.#shop(request, { bindings, ...seen });
    while (this.#told.size > 0) await Promise.all(this.#told);
    return response;
  }

  async #open(spec: WireSpec): Promise<Response> {
    const revive = (value: unknown) => copyReplacing(value, (item) => this.#revived(spec.callbacks, item));
    try {
      await this.#guard?.close();
      const options = revive(spec.guard) as FingerprintGuardOptions;
      // The store that a guard makes for itself is one that it warns of on platforms of many instances.
      this.#guard = this.createGuard({
        replayStore: createMemoryReplayStore(),
        ...this.defaults,
        ...options,
      });
      const app = { ...(revive(spec) as AppSpec), guard: this.#guard };
      const shop = webShop(app);
      const web: Shop = (request, { bindings: _bindings, ...seen }) => shop(request, seen);
      const hono = spec.framework === 'hono' && honoApp(app);
      this.#shop = hono ? (request, { bindings }) => hono.fetch(request, bindings) : web;

      while (this.#told.size > 0) await Promise.all(this.#told);
      return Response.json({});
    } catch (error) {
      return Response.json({ thrown: String(error) }, { status: 500 });
    }
  }

  #revived(callbacks: string, value: unknown): unknown {
    if (isRef(value, '$function')) return this.#function(callbacks, value);
    return value;
  }

  #function(callbacks: string, { $function, isTold }: FunctionRef) {
    return (...args: unknown[]) => {
      if (!isTold) return this.#call(callbacks, $function, args);
      const told = this.#call(callbacks, $function, args, this.#toldCount++);
      const noted = told.catch(() => {}).finally(() => this.#told.delete(noted));
      this.#told.add(noted);
      return told;
    };
  }

  async #call(callbacks: string, name: number, args: unknown[], order?: number): Promise<unknown> {
    const sent = args.map((arg) => copyReplacing(arg, (item) => this.#sendable(item)));
    const response = await fetch(callbacks, {
      method: 'POST',
      body: JSON.stringify({ function: name, args: sent, order }),
    });
    const outcome = (await response.json()) as Outcome;
    if ('thrown' in outcome) throw new Error(outcome.thrown);
    return isRef(outcome.value, '$answer') ? ownAnswer(outcome.value) : outcome.value;
  }

  /** What can be told: an error by its code, and what is no plain data by a number. */
  #sendable(value: unknown): unknown {
    if (value instanceof Error) return { code: (value as { code?: string }).code, message: value.message };
    const isPlain = [Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value ?? {}));
    if (value === null || typeof value !== 'object' || isPlain) return value;
    const known = this.#natives.get(value) ?? ++this.#nativeCount;
    this.#natives.set(value, known);
    return { $native: known };
  }
}

const ownAnswer = ({ $answer: { status, body } }: AnswerRef) => Response.json(body, { status });
