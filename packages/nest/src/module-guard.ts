import { toGuard } from '@fingerprint-guard/core';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { CoreGuard } from './core-guard.js';
import type { FingerprintModuleOptions } from './fingerprint-module-options.js';

/**
 * Builds the guard of one application, opens its connections when the application starts, and closes it if it built it.
 */
@Injectable()
export class ModuleGuard implements OnApplicationBootstrap, OnApplicationShutdown {
  #guard: CoreGuard | undefined;
  #built: CoreGuard | undefined;

  /**
   * Builds the guard from the module's configuration: the given guard, or one of these options. Options are not kept:
   * they contain the key.
   * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY`.
   */
  make(given: FingerprintModuleOptions): CoreGuard {
    const guard = toGuard(given);
    this.#guard = guard;
    if (guard !== given) this.#built = guard;
    return guard;
  }

  /**
   * The start does not wait for it: a request that arrives earlier does. A guard of an earlier version has no such
   * method.
   */
  onApplicationBootstrap(): void {
    void this.#guard?.warmUp?.();
  }

  /** At this point the server has answered everything that it accepted. */
  async onApplicationShutdown(): Promise<void> {
    await this.#built?.close();
  }
}
