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
  /** Use the ID up. `false` only looks, for routes whose handler checks again. @defaultValue `true` */
  claim?: boolean | undefined;
}

const PROXY_OPTIONS: OwnOptions = {
  ...OWN_OPTIONS,
  claim: (value) => (typeof value === 'boolean' ? undefined : 'expected true or false'),
};

/** Answers a request that is blocked; undefined for one that goes on. */
export type FingerprintProxy = (request: NextRequest) => Promise<Response | undefined>;

/**
 * Builds the function of Next's proxy (`proxy.ts`; before Next 16 `middleware.ts`, with the runtime `nodejs`): a matching request that the policy blocks
 * goes no further. For routes that cannot check by themselves, such as rewrites to another server. **It does not guard server
 * actions**, which can be posted to any path: they call `checkAction`.
 *
 * It uses the ID up: a handler that checks the same request, with `withFingerprint`, needs `claim: false` here. A CORS
 * preflight goes on.
 * @param guard A guard, or a function that returns one: see `shareGuard`.
 * @param matcher Which requests are judged.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`; of a guard that a function returns, the
 * first request fails with the latter two.
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
    // Without a decision it is a preflight, which the route answers.
    return decision && answer;
  };
}
