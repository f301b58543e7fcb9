import { FingerprintError, type OwnOptions, type PolicyConfig } from '@fingerprint-guard/core/fetch';
import type { NextRequest } from 'next/server.js';
import type { GuardSource } from './guard-source.js';
import { createJudge } from './judge.js';
import { OWN_OPTIONS, type WithFingerprintOptions } from './options.js';
import { type ProxyMatcher, readMatcher } from './proxy-matcher.js';

/** Options of `fingerprintProxy`. */
export interface FingerprintProxyOptions extends Omit<WithFingerprintOptions, 'skip'> {
  /** A policy's name, or a policy; without one, the guard's own. */
  policy?: string | PolicyConfig | undefined;
  /** Consume the ID. `false` does not, for routes whose handler checks again. @defaultValue `true` */
  claim?: boolean | undefined;
}

const PROXY_OPTIONS: OwnOptions = {
  ...OWN_OPTIONS,
  claim: (value) => (typeof value === 'boolean' ? undefined : 'expected true or false'),
};

/** Returns the answer to a blocked request; undefined if the request may go on. */
export type FingerprintProxy = (request: NextRequest) => Promise<Response | undefined>;

/**
 * Creates the function for Next's proxy (`proxy.ts`; before Next 16 `middleware.ts`, with the runtime `nodejs`). A
 * matching request that the policy blocks goes no further. Use it for routes that cannot check a request themselves,
 * such as rewrites to another server. **It does not guard server actions**, which can be posted to any path: call
 * `checkAction` in them.
 *
 * It consumes the ID: if a handler checks the same request, with `withFingerprint`, set `claim: false` here. CORS
 * preflights go on.
 * @param guard A guard, or a function that returns one: see `shareGuard`.
 * @param matcher The requests to check.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`. If a function returns the
 * guard, the first request fails with the latter two.
 * @example
 * ```ts
 * import { fingerprintProxy } from '@fingerprint-guard/next';
 *
 * // proxy.ts
 * export const proxy = fingerprintProxy(guard, ['POST /api/login', '/api/orders/:path*'], { policy: 'login' });
 * ```
 */
export function fingerprintProxy(
  guard: GuardSource,
  matcher: ProxyMatcher,
  options: FingerprintProxyOptions = {},
): FingerprintProxy {
  const matches = readMatcher(matcher);
  if (options === null)
    throw new FingerprintError('ERR_FP_OPTION', 'fingerprintProxy: expected options, or none');
  const { policy, ...rest } = options;
  const judge = createJudge('fingerprintProxy', guard, [policy, rest], PROXY_OPTIONS);
  return async (request) => {
    if (!(await matches(request))) return undefined;
    const { decision, answer } = await judge(request);
    // Only a preflight has no decision; the route answers it.
    return decision && answer;
  };
}
