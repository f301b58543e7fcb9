import type { Context } from 'hono';

/** What is used of Node's `AsyncLocalStorage`. */
interface ScopeStorage {
  getStore(): Scope | undefined;
  run<T>(scope: Scope, run: () => T): T;
}

interface Scope {
  /** Stands for the request in all of its contexts. */
  identity: object;
  /** What runs behind the guard may still hand the request on. */
  isOpen: boolean;
}

// Both are shared by the ESM and the CommonJS copy of this package in one process.
const STORAGE = Symbol.for('fingerprint-guard.hono.scopes');
const SCOPE = Symbol.for('fingerprint-guard.hono.scope');

/**
 * Tells which contexts are of one request. An application that is mounted, or asked again by what stands behind the guard,
 * makes a context and a `Request` of its own; it has the judgement of the context around it. A context hands its judgement
 * on once: what asks the application many times for one request needs an event each time.
 *
 * Contexts are followed where there is an `AsyncLocalStorage`: on Node, Deno and Bun. Elsewhere each is a request.
 */
export class RequestScopes {
  readonly #storage = sharedStorage();

  /** The object that is the same in all contexts of a request. */
  identityOf(c: Context): object {
    return this.#scopeOf(c).identity;
  }

  /** Runs what is behind the guard. */
  async run(c: Context, next: () => Promise<void>): Promise<void> {
    const scope = this.#scopeOf(c);
    if (!this.#storage || this.#storage.getStore() === scope) return next();
    try {
      await this.#storage.run(scope, next);
    } finally {
      scope.isOpen = false;
    }
  }

  #scopeOf(c: Context & { [SCOPE]?: Scope }): Scope {
    const known = c[SCOPE];
    if (known) return known;
    const around = this.#storage?.getStore();
    const scope = { identity: around?.isOpen ? around.identity : c, isOpen: true };
    if (around) around.isOpen = false;
    Object.defineProperty(c, SCOPE, { value: scope });
    return scope;
  }
}

interface AsyncHooks {
  AsyncLocalStorage: new () => ScopeStorage;
}

function sharedStorage(): ScopeStorage | undefined {
  const shared = globalThis as { [STORAGE]?: ScopeStorage | undefined };
  if (!shared[STORAGE])
    Object.defineProperty(shared, STORAGE, { value: createStorage(), configurable: true });
  return shared[STORAGE];
}

function createStorage(): ScopeStorage | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => AsyncHooks | undefined };
  };
  const hooks = process?.getBuiltinModule?.('node:async_hooks');
  return hooks && new hooks.AsyncLocalStorage();
}
