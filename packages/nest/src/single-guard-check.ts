import { FingerprintError } from '@fingerprint-guard/core';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { FINGERPRINT_GUARD, MODULE_GUARD } from './tokens.js';

/**
 * Checks at start-up that the application has one guard. Each guard remembers the IDs that it let pass, so one ID would
 * pass once at each of several guards.
 */
@Injectable()
export class SingleGuardCheck implements OnModuleInit {
  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {}

  /**
   * @throws FingerprintError `ERR_FP_OPTION` if each request would get its own guard, or two modules have
   * different guards.
   */
  onModuleInit(): void {
    const guards = [...this.modules.values()]
      .filter(({ providers }) => providers.has(MODULE_GUARD))
      .map(({ providers }) => providers.get(FINGERPRINT_GUARD));
    if (guards.some((guard) => guard?.isDependencyTreeStatic() === false)) throw scoped();
    if (new Set(guards.map((guard) => guard?.instance)).size > 1) throw severalGuards();
  }
}

function scoped(): FingerprintError {
  return new FingerprintError(
    'ERR_FP_OPTION',
    'FingerprintModule.forRootAsync: the options depend on a request-scoped or durable provider, so requests would get their own guards, and one event ID would pass once at each of them. Inject only providers of the default scope; what differs between requests belongs in linkedId, or in the policy that a route requires',
  );
}

function severalGuards(): FingerprintError {
  return new FingerprintError(
    'ERR_FP_OPTION',
    'FingerprintModule is configured in several modules, each with its own guard, and one event ID would pass once at each of them. Call forRoot or forRootAsync once, in the root module: it is global',
  );
}
