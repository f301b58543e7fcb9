import { type FingerprintGuard as CoreGuard, toGuard } from '@fingerprint-guard/core';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { FingerprintModuleOptions } from './fingerprint-module-options.js';

/** Builds the guard of one application, and closes the one it built. */
@Injectable()
export class ModuleGuard implements OnApplicationShutdown {
  #built: CoreGuard | undefined;

  /**
   * Builds the guard from the module's configuration: the given guard, or one of these options. Options are not kept:
   * they contain the key.
   * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY`.
   */
  make(given: FingerprintModuleOptions): CoreGuard {
    const guard = toGuard(given);
    if (guard !== given) this.#built = guard;
    return guard;
  }

  /** By now the server has answered everything that it had accepted. */
  async onApplicationShutdown(): Promise<void> {
    await this.#built?.close();
  }
}
