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

/** A runtime's information about a request: as options of `checkRequest`, and as the bindings of a Hono application. */
interface Told extends Seen {
  bindings: unknown;
  /** The header that has the client's address, if nothing else tells it. */
  ipHeader?: string;
}

/** The latest application: where it calls functions of the test's, and how many calls it made that nobody waits for. */
interface Opened {
  readonly callbacks: string;
  told: number;
}

type Shop = (request: Request, told: Told) => Response | Promise<Response>;
type CreateGuard = (options: FingerprintGuardOptions) => FingerprintGuard;

/**
 * The applications of one runtime. A test asks for one by `PUT /__shop`; whatever else is asked goes to the latest.
 */
export class Shops {
  #shop: Shop = () => new Response('no shop is open', { status: 500 });
  #guard: FingerprintGuard | undefined;
  /** Calls from the application to the test that are not awaited. */
  readonly #told = new Set<Promise<unknown>>();
  readonly #natives = new WeakMap<object, number>();
  #nativeCount = 0;

  /** @param defaults Options of guards for which a test has none, unless it wants a bare one. */
  constructor(
    private readonly createGuard: CreateGuard,
    private readonly defaults: FingerprintGuardOptions = {},
  ) {}

  async answer(request: Request, told: Told): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/__shop') return this.#open((await request.json()) as WireSpec);
    if (pathname === '/__doctor') return Response.json(this.#findings(searchParams.get('env') ?? ''));
    const response = await this.#shop(request, told);
    while (this.#told.size > 0) await Promise.all(this.#told);
    return response;
  }

  async #open(spec: WireSpec): Promise<Response> {
    const shop = { callbacks: spec.callbacks, told: 0 };
    const revive = (value: unknown) => copyReplacing(value, (item) => this.#revived(shop, item));
    try {
      await this.#guard?.close();
      const options = revive(spec.guard) as FingerprintGuardOptions;
      // The store that a guard makes for itself is one that it warns of on platforms of many instances.
      this.#guard = this.createGuard({
        replayStore: createMemoryReplayStore(),
        ...(spec.isBare ? {} : this.defaults),
        ...options,
      });
      const app = { ...(revive(spec) as AppSpec), guard: this.#guard };
      const fetchShop = webShop(app);
      const web: Shop = (request, { bindings: _bindings, ipHeader, ...seen }) =>
        fetchShop(request, ipHeader && !spec.isBare ? { ...seen, ip: request.headers.get(ipHeader) } : seen);
      const hono = spec.framework === 'hono' && honoApp(app);
      this.#shop = hono ? (request, { bindings }) => hono.fetch(request, bindings) : web;

      while (this.#told.size > 0) await Promise.all(this.#told);
      return Response.json({});
    } catch (error) {
      return Response.json({ thrown: String(error) }, { status: 500 });
    }
  }

  /** The codes of what the doctor finds about a guard with the store that it makes for itself. */
  #findings(env: string): string[] {
    const { process } = globalThis as { process?: { env: Record<string, string> } };
    if (process) process.env.NODE_ENV = env;
    return this.createGuard({ apiKey: 'any', logger: false })
      .doctor()
      .filter(({ severity }) => severity === 'warning')
      .map(({ code }) => code);
  }

  #revived(shop: Opened, value: unknown): unknown {
    if (isRef(value, '$function')) return this.#function(shop, value);
    return value;
  }

  #function(shop: Opened, { $function, isTold }: FunctionRef) {
    return (...args: unknown[]) => {
      if (!isTold) return this.#call(shop, $function, args);
      const told = this.#call(shop, $function, args, shop.told++);
      const noted = told.catch(() => {}).finally(() => this.#told.delete(noted));
      this.#told.add(noted);
      return told;
    };
  }

  async #call({ callbacks }: Opened, name: number, args: unknown[], order?: number): Promise<unknown> {
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
    if (value === null || typeof value !== 'object' || isPlain(value)) return value;
    const known = this.#natives.get(value) ?? ++this.#nativeCount;
    this.#natives.set(value, known);
    return { $native: known };
  }
}

/** True for objects of plain data: the guard gives functions some that watch for what is not theirs, by their prototype. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
}

const ownAnswer = ({ $answer: { status, body } }: AnswerRef) => Response.json(body, { status });
