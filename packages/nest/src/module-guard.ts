import {
  type FingerprintGuard as CoreGuard,
  type FingerprintGuardOptions,
  toGuard,
} from '@fingerprint-guard/core';
import type { OnApplicationShutdown } from '@nestjs/common';

/** The guard of one application; closed with it only where it was built for it. */
export class ModuleGuard implements OnApplicationShutdown {
  #guard: CoreGuard | undefined;
  /** Out of sight of what prints the application's objects: options hold the key. */
  readonly #given: CoreGuard | FingerprintGuardOptions;

  constructor(given: CoreGuard | FingerprintGuardOptions) {
    this.#given = given;
  }

  /** Built when it is first asked for: never where a test puts another in its place. */
  get guard(): CoreGuard {
    this.#guard ??= toGuard(this.#given);
    return this.#guard;
  }

  /** By now the server has answered everything it had accepted. */
  async onApplicationShutdown(): Promise<void> {
    if (this.#guard !== this.#given) await this.#guard?.close();
  }
}
