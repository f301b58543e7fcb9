/** The core's guard. Nest's guard, a class of this package, has the same name. */
export type { FingerprintGuard as CoreGuard } from '@fingerprint-guard/core';
