import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Decision,
  defineFingerprintGuard,
  type FingerprintGuard,
  type FingerprintGuardOptions,
} from '@fingerprint-guard/core';
import type { AppSpec, ConformanceTarget } from '@fingerprint-guard/testing';
import { UNSEEN } from './reasons.js';
import { type Call, copyReplacing, isRef, type Outcome, type WireSpec } from './wire.js';

/** A behaviour that needs something of the test's in the same process as the application. */
export class NotApplicable extends Error {}

/** Options whose functions answer at once, or with more than data, which none of another process can. */
const IN_PROCESS = {
  now: UNSEEN.clock,
  clientIp: UNSEEN.synchronous,
  linkedId: UNSEEN.synchronous,
  policyFor: UNSEEN.synchronous,
  fetch: UNSEEN.fetch,
} as const;

/** Functions that nobody waits for. */
const TOLD = ['onDecision', 'warn'];

type AnyFunction = (...args: unknown[]) => unknown;

/** Calls in the order in which they were made: they overtake each other on their way. */
class Turns {
  readonly #waiting = new Set<() => void>();
  #handled = 0;

  /** Resolves when all calls that were made before have been handled. */
  async await(order: number): Promise<void> {
    while (order > this.#handled) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  next(): void {
    this.#handled++;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** Lets the suite, which runs here, ask for applications that run in another runtime. */
export class Remote {
  readonly #functions = new Map<number, AnyFunction>();
  readonly #natives = new Map<number, object>();
  readonly #decisions = new Map<string, Decision>();
  readonly #options = new WeakMap<FingerprintGuard, FingerprintGuardOptions>();
  /** The turns of the calls of each application, by its number, which is the path where it calls. */
  readonly #turns: Turns[] = [];
  readonly #callbacks = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const turns = this.#turns[Number(request.url?.slice(1))] ?? new Turns();
    const outcome = await this.#called(JSON.parse(Buffer.concat(chunks).toString('utf8')), turns);
    response.end(JSON.stringify(outcome));
  });

  constructor(readonly url: string) {}

  async listen(): Promise<void> {
    // A runtime may call over a connection at the moment at which it is closed for being idle.
    this.#callbacks.keepAliveTimeout = 0;
    await new Promise<void>((resolve) => this.#callbacks.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.#callbacks.close();
    this.#callbacks.closeAllConnections();
  }

  /** An application of one framework, as the suite knows it. */
  target(name: string, framework: string, isBare = false): ConformanceTarget {
    return {
      name,
      createGuard: (options) => this.#standIn(options),
      start: (app) => this.#start({ framework, isBare }, app),
      answer: (_context, status, body) => ({ $answer: { status, body } }),
    };
  }

  /** Stands for the guard that the runtime makes. */
  #standIn(options: FingerprintGuardOptions): FingerprintGuard {
    for (const [name, why] of Object.entries(IN_PROCESS)) {
      if (typeof options[name as keyof FingerprintGuardOptions] === 'function') throw new NotApplicable(why);
    }
    const elsewhere = () => {
      throw new NotApplicable(UNSEEN.guard);
    };
    const guard = defineFingerprintGuard({
      check: elsewhere,
      checkEdge: elsewhere,
      requirePolicy: elsewhere,
      doctor: elsewhere,
      setPolicies: elsewhere,
      createWebhookReceiver: elsewhere,
      api: {} as FingerprintGuard['api'],
      warmUp: async () => {},
      close: async () => {},
    });
    this.#options.set(guard, options);
    return guard;
  }

  async #start(
    of: Pick<WireSpec, 'framework' | 'isBare'>,
    { guard, attach, foreign, mount, routes }: AppSpec,
  ) {
    const { port } = this.#callbacks.address() as AddressInfo;
    const place = foreign && { value: foreign.get ? foreign.get() : foreign.value };
    const spec: WireSpec = {
      ...of,
      callbacks: `http://127.0.0.1:${port}/${this.#turns.push(new Turns()) - 1}`,
      guard: this.#sendable(this.#options.get(guard)) as WireSpec['guard'],
      attach: this.#sendable(attach),
      foreign: place,
      mount,
      routes: this.#sendable(routes) as unknown[],
    };
    const answer = await fetch(`${this.url}/__shop`, { method: 'PUT', body: JSON.stringify(spec) });
    if (!answer.ok) throw new Error(await answer.text());
    return { url: this.url, close: async () => {} };
  }

  #sendable(value: unknown): unknown {
    return copyReplacing(value, (item, name = '') => {
      if (typeof item !== 'function') return item;
      const $function = this.#functions.size;
      this.#functions.set($function, item as AnyFunction);
      return { $function, isTold: TOLD.includes(name) };
    });
  }

  async #called({ function: name, args, order }: Call, turns: Turns): Promise<Outcome> {
    if (order !== undefined) await turns.await(order);
    try {
      // JSON knows no undefined.
      const revived = args.map((arg) => (arg === null ? undefined : this.#revived(arg)));
      return { value: await this.#functions.get(name)?.(...revived) };
    } catch (error) {
      return { thrown: String(error) };
    } finally {
      if (order !== undefined) turns.next();
    }
  }

  /** The same object for the same decision, and for the same object of the runtime's. */
  #revived(value: unknown): unknown {
    if (isRef(value, '$native')) {
      const native = this.#natives.get(value.$native) ?? {};
      this.#natives.set(value.$native, native);
      return native;
    }
    if (!isRef(value, 'reasons') || !isRef(value, 'signals')) return value;
    const { id } = value as unknown as Decision;
    const decision = this.#decisions.get(id) ?? (value as unknown as Decision);
    this.#decisions.set(id, decision);
    return decision;
  }
}
