import type { Context } from 'hono';

/** The parts of Node's `AsyncLocalStorage` that are used. */
interface ScopeStorage {
  getStore(): Scope | undefined;
  run<T>(scope: Scope, run: () => T): T;
}

interface Scope {
  /** The object that identifies the request in all of its contexts. */
  identity: object;
  /** The code behind the guard may still pass the request on. */
  isOpen: boolean;
}

// Both are shared by the ESM and the CommonJS copy of this package in one process.
const STORAGE = Symbol.for('fingerprint-guard.hono.scopes');
const SCOPE = Symbol.for('fingerprint-guard.hono.scope');

/**
 * Determines which contexts belong to one request. An application that is mounted, or called again by code behind the
 * guard, creates its own context and `Request`; it shares the decision of the context around it. A context shares its
 * decision once: code that calls the application several times for one request needs an event each time.
 *
 * Contexts are tracked if there is an `AsyncLocalStorage`: on Node, Deno and Bun. Elsewhere each context is a request
 * of its own.
 */
export class RequestScopes {
  readonly #storage = sharedStorage();

  /** Returns the object that identifies the request in all of its contexts. */
  identityOf(c: Context): object {
    return this.#scopeOf(c).identity;
  }

  /** Runs the code behind the guard. */
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
