import { FingerprintError } from '@fingerprint-guard/core';
import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  Module,
  type Provider,
  Scope,
} from '@nestjs/common';
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
import { PlacementCheck } from './placement-check.js';
import { RequirementCheck } from './requirement-check.js';
import { SingleGuardCheck } from './single-guard-check.js';
import { FASTIFY_ATTACHMENT, FINGERPRINT_GUARD, MODULE_GUARD } from './tokens.js';

/**
 * Provides an application's guard, once, in the root module; `@RequireFingerprint` then works in every module. A guard
 * built from options is closed with the application; one that was passed in is not.
 * @example
 * ```ts
 * import { FingerprintModule } from '@fingerprint-guard/nest';
 *
 * const imports = [
 *   FingerprintModule.forRoot({
 *     apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *     policies: { login: { extends: 'strict' } },
 *   }),
 * ]; // of the root module
 * ```
 */
@Module({})
export class FingerprintModule {
  /**
   * Filters that are added this early come after all others, so they only answer exceptions that no filter of the
   * application handles.
   */
  constructor(@Inject(ApplicationConfig) config: ApplicationConfig) {
    config.addGlobalFilter(new FingerprintDeniedFilter());
    config.addGlobalFilter(new FingerprintWebhookFilter());
  }

  /**
   * @param options A guard, or the options of one.
   * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY`, when the application starts.
   */
  static forRoot(options: FingerprintModuleOptions): DynamicModule {
    return defineModule([guardProvider([], () => options)]);
  }

  /**
   * Does the same with options that come from other providers; they may be promised, and may be a guard. Those
   * providers live as long as the application: a request-scoped or durable one fails the start.
   * @throws FingerprintError `ERR_FP_OPTION` at once, for none or several of `useFactory`, `useClass` and
   * `useExisting`.
   */
  static forRootAsync(options: FingerprintModuleAsyncOptions): DynamicModule {
    return defineModule(asyncProviders(options), options.imports);
  }
}

const WAYS = ['useFactory', 'useClass', 'useExisting'];

function asyncProviders(options: FingerprintModuleAsyncOptions): Provider[] {
  if (WAYS.filter((way) => way in options).length !== 1)
    throw new FingerprintError('ERR_FP_OPTION', `forRootAsync: expected exactly one of ${WAYS.join(', ')}`);
  if ('useFactory' in options) return [guardProvider(options.inject, options.useFactory)];
  const create = (factory: FingerprintOptionsFactory) => factory.createFingerprintOptions();
  if ('useExisting' in options) return [guardProvider([options.useExisting], create)];
  const { useClass } = options;
  // A transient provider is built only for its dependents, so not if a test replaces the guard.
  return [{ provide: useClass, useClass, scope: Scope.TRANSIENT }, guardProvider([useClass], create)];
}

/** The guard itself injects the dependencies of its options, so a guard that replaces it needs none of them. */
function guardProvider(
  inject: FactoryProvider['inject'] = [],
  create: (...args: never[]) => FingerprintModuleOptions | Promise<FingerprintModuleOptions>,
): Provider {
  return {
    provide: FINGERPRINT_GUARD,
    inject: [MODULE_GUARD, ...inject],
    useFactory: async (owner: ModuleGuard, ...args: never[]) => owner.make(await create(...args)),
  };
}

function defineModule(providers: Provider[], imports: DynamicModule['imports'] = []): DynamicModule {
  return {
    module: FingerprintModule,
    global: true,
    imports: [DiscoveryModule, ...imports],
    providers: [
      ...providers,
      { provide: MODULE_GUARD, useClass: ModuleGuard },
      { provide: FASTIFY_ATTACHMENT, useClass: FastifyAttachment },
      FingerprintService,
      RequirementCheck,
      PlacementCheck,
      SingleGuardCheck,
    ],
    exports: [FINGERPRINT_GUARD, FASTIFY_ATTACHMENT, FingerprintService],
  };
}
