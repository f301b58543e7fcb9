import type { BodyOptions, OwnOptions, RequireOptions } from '@fingerprint-guard/core/fetch';
import type { NextRequest } from 'next/server.js';

/** Options of `withFingerprint`. A `Response` that `onBlocked` returns is sent instead of the problem details. */
export interface WithFingerprintOptions extends RequireOptions<NextRequest>, BodyOptions {
  /**
   * The client's address, if something tells it that no client can write, such as `ipAddress` of `@vercel/functions`. Without
   * it the guard's `clientIp` tells it: Next has no address of a client. **Not `x-forwarded-for`**, which Next takes from the
   * client as it is.
   */
  ip?: ((request: NextRequest) => string | undefined) | undefined;
  /** The pattern of the route, for the log, such as `/api/orders/[id]`: Next tells only the path. */
  route?: string | undefined;
}

type OwnName = Exclude<keyof WithFingerprintOptions, keyof RequireOptions<never> | keyof BodyOptions>;

/** Checks of the options that only Next has. */
export const OWN_OPTIONS: Readonly<Record<OwnName, OwnOptions[string]>> = {
  ip: (value) => (typeof value === 'function' ? undefined : 'expected a function of the request'),
  route: (value) => (typeof value === 'string' ? undefined : 'expected a string'),
};
