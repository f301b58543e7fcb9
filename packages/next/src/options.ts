import type { BodyOptions, OwnOptions, RequireOptions } from '@fingerprint-guard/core/fetch';
import type { NextRequest } from 'next/server.js';

/** Options of `withFingerprint`. A `Response` that `onBlocked` returns is sent instead of the problem details. */
export interface WithFingerprintOptions extends RequireOptions<NextRequest>, BodyOptions {
  /**
   * The client's address, from a source that no client can forge, such as `ipAddress` of `@vercel/functions`. Without it, the
   * guard's `clientIp` reads the address: Next does not know it. **Never use `x-forwarded-for`**, which Next takes from the client
   * unchanged.
   */
  ip?: ((request: NextRequest) => string | undefined) | undefined;
  /** The pattern of the route, for the log, such as `/api/orders/[id]`: Next only provides the path. */
  route?: string | undefined;
}

type OwnName = Exclude<keyof WithFingerprintOptions, keyof RequireOptions<never> | keyof BodyOptions>;

/** Checks of the options that only Next has. */
export const OWN_OPTIONS: Readonly<Record<OwnName, OwnOptions[string]>> = {
  ip: (value) => (typeof value === 'function' ? undefined : 'expected a function of the request'),
  route: (value) => (typeof value === 'string' ? undefined : 'expected a string'),
};
