import type { FingerprintGuard as CoreGuard, FingerprintGuardOptions } from '@fingerprint-guard/core';
import type { FactoryProvider, ModuleMetadata, Type } from '@nestjs/common';

/** What the module is configured with: a guard, which stays the application's to close, or the options of one. */
export type FingerprintModuleOptions = CoreGuard | FingerprintGuardOptions;

/** Makes the module's options, for `useClass` and `useExisting`. */
export interface FingerprintOptionsFactory {
  /** Makes the options, once, when the application starts. */
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
