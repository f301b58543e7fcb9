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
  #original = Object.getOwnPropertyDescriptor(asyncHooks, 'AsyncLocalStorage');

  async setup() {
    await super.setup();
    const storages = this.#storages;
    const value = class AsyncLocalStorage extends asyncHooks.AsyncLocalStorage {
      constructor(...args) {
        super(...args);
        storages.push(this);
      }
    };
    Object.defineProperty(asyncHooks, 'AsyncLocalStorage', { value, enumerable: true, configurable: true });
  }

  async teardown() {
    Object.defineProperty(asyncHooks, 'AsyncLocalStorage', this.#original);
    for (const storage of this.#storages.splice(0)) storage.disable();
    await super.teardown();
  }
}
