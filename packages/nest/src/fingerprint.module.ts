import { FingerprintError } from '@fingerprint-guard/core';
import { type DynamicModule, Inject, Module, type Provider } from '@nestjs/common';
import { ApplicationConfig, DiscoveryModule } from '@nestjs/core';
import { FastifyAttachment } from './fastify-attachment.js';
import { FingerprintService } from './fingerprint.service.js';
import { FingerprintDeniedFilter } from './fingerprint-denied.filter.js';
import type {
  FingerprintModuleAsyncOptions,
  FingerprintModuleOptions,
  FingerprintOptionsFactory,
} from './fingerprint-module-options.js';
import { FingerprintWebhookFilter } from './fingerprint-webhook.filter.js';
import { ModuleGuard } from './module-guard.js';
import { RequirementCheck } from './requirement-check.js';
import { FASTIFY_ATTACHMENT, FINGERPRINT_GUARD, MODULE_GUARD } from './tokens.js';

/**
 * Gives an application its guard, once, in the root module; `@RequireFingerprint` then works in every module. A guard
 * built from options is closed with the application; one that was given is not.
 */
@Module({})
export class FingerprintModule {
  /** Filters added this early are behind all others, so they answer only what no filter of the application does. */
  constructor(@Inject(ApplicationConfig) config: ApplicationConfig) {
    config.addGlobalFilter(new FingerprintDeniedFilter());
    config.addGlobalFilter(new FingerprintWebhookFilter());
  }

  /**
   * @param options A guard, or the options of one.
   * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY`, when the application starts.
   */
  static forRoot(options: FingerprintModuleOptions): DynamicModule {
    return defineModule([{ provide: MODULE_GUARD, useFactory: () => new ModuleGuard(options) }]);
  }

  /**
   * The same, with options that are had from other providers; they may be promised, and may be a guard.
   * @throws FingerprintError `ERR_FP_OPTION` at once, for none or several ways to have them.
   */
  static forRootAsync(options: FingerprintModuleAsyncOptions): DynamicModule {
    return defineModule(asyncProviders(options), options.imports);
  }
}

const WAYS = ['useFactory', 'useClass', 'useExisting'];

function asyncProviders(options: FingerprintModuleAsyncOptions): Provider[] {
  if (WAYS.filter((way) => way in options).length !== 1)
    throw new FingerprintError('ERR_FP_OPTION', `forRootAsync: expected exactly one of ${WAYS.join(', ')}`);
  if ('useFactory' in options) {
    const { useFactory, inject = [] } = options;
    const build = async (...args: unknown[]) => new ModuleGuard(await useFactory(...args));
    return [{ provide: MODULE_GUARD, inject, useFactory: build }];
  }
  const build = async (factory: FingerprintOptionsFactory) =>
    new ModuleGuard(await factory.createFingerprintOptions());
  if ('useExisting' in options) {
    return [{ provide: MODULE_GUARD, inject: [options.useExisting], useFactory: build }];
  }
  const { useClass } = options;
  return [useClass, { provide: MODULE_GUARD, inject: [useClass], useFactory: build }];
}

function defineModule(providers: Provider[], imports: DynamicModule['imports'] = []): DynamicModule {
  return {
    module: FingerprintModule,
    global: true,
    imports: [DiscoveryModule, ...imports],
    providers: [
      ...providers,
      { provide: FINGERPRINT_GUARD, inject: [MODULE_GUARD], useFactory: ({ guard }: ModuleGuard) => guard },
      { provide: FASTIFY_ATTACHMENT, useClass: FastifyAttachment },
      FingerprintService,
      RequirementCheck,
    ],
    exports: [FINGERPRINT_GUARD, FASTIFY_ATTACHMENT, FingerprintService],
  };
}
