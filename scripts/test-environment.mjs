import asyncHooks from 'node:async_hooks';
import { TestEnvironment } from 'jest-environment-node';
import { compileOnce } from './compile-once.mjs';

compileOnce();

/**
 * Jest's environment for Node, which also ends every async-local storage that a test file leaves behind: Jest itself makes one a
 * file. On Node without async context frames each of them would slow down every promise of the files that run later in the worker.
 */
export default class extends TestEnvironment {
  #storages = [];
  #original = asyncHooks.AsyncLocalStorage;

  async setup() {
    await super.setup();
    const storages = this.#storages;
    asyncHooks.AsyncLocalStorage = class AsyncLocalStorage extends this.#original {
      constructor(...args) {
        super(...args);
        storages.push(this);
      }
    };
  }

  async teardown() {
    asyncHooks.AsyncLocalStorage = this.#original;
    for (const storage of this.#storages.splice(0)) storage.disable();
    await super.teardown();
  }
}
