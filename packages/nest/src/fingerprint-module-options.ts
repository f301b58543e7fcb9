import type { FingerprintGuardOptions } from '@fingerprint-guard/core';
import type { FactoryProvider, ModuleMetadata, Type } from '@nestjs/common';
import type { CoreGuard } from './core-guard.js';

/** The module's configuration: a guard, which the application still closes, or the options of one. */
export type FingerprintModuleOptions = CoreGuard | FingerprintGuardOptions;

/** Creates the module's options, for `useClass` and `useExisting`. */
export interface FingerprintOptionsFactory {
  /** Creates the options, once, when the application starts. */
  createFingerprintOptions(): FingerprintModuleOptions | Promise<FingerprintModuleOptions>;
}

/** Options of `forRootAsync`: exactly one of `useFactory`, `useClass` and `useExisting`. */
export type FingerprintModuleAsyncOptions = Pick<ModuleMetadata, 'imports'> &
  (
    | {
        // biome-ignore lint/suspicious/noExplicitAny: Nest injects whatever `inject` names
        useFactory: (...args: any[]) => FingerprintModuleOptions | Promise<FingerprintModuleOptions>;
        inject?: NonNullable<FactoryProvider['inject']>;
      }
    | { useClass: Type<FingerprintOptionsFactory> }
    | { useExisting: Type<FingerprintOptionsFactory> | string | symbol }
  );
