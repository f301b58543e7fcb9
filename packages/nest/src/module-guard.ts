import {
  type FingerprintGuard as CoreGuard,
  type FingerprintGuardOptions,
  isFingerprintGuard,
  toGuard,
} from '@fingerprint-guard/core';
import type { OnApplicationShutdown } from '@nestjs/common';

/** The guard of one application; closed with it only where it was built for it. */
export class ModuleGuard implements OnApplicationShutdown {
  readonly guard: CoreGuard;
  readonly #isOwn: boolean;

  constructor(given: CoreGuard | FingerprintGuardOptions) {
    this.guard = toGuard(given);
    this.#isOwn = !isFingerprintGuard(given);
  }

  /** By now the server has answered everything it had accepted. */
  async onApplicationShutdown(): Promise<void> {
    if (this.#isOwn) await this.guard.close();
  }
}
