import { isLoopback } from '../lib/is-loopback.js';
import { DEFAULTS, type FingerprintGuardOptions } from '../options.js';
import type { NamedPolicy } from '../policy/policy-book.js';
import { listTrustsAnyProxy } from '../request/proxy-trust.js';
import type { Environment } from './environment.js';
import type { DoctorFinding } from './finding.js';
import { findUnjudgedRules } from './unjudged-rules.js';
import { findWeakPolicies } from './weak-policies.js';

/** Finds what a configuration can never evaluate, and what would cause trouble in production. */
export function examine(
  options: FingerprintGuardOptions,
  policies: readonly NamedPolicy[],
  baseUrl: URL,
  environment: Environment,
): DoctorFinding[] {
  const { apiKey, apiVersion = DEFAULTS.apiVersion, geo, origins, linkedId, environmentId } = options;
  return [
    ...findUnjudgedRules(policies, {
      apiVersion,
      geo: geo !== undefined,
      origins: origins !== undefined && origins.length > 0,
      linkedId: linkedId !== undefined,
      environmentId: environmentId !== undefined,
      history: apiKey !== undefined,
    }),
    ...findWeakPolicies(policies, environment),
    ...staleEvents(policies),
    ...memoryReplayStore(options, policies, environment),
    ...noCache(options),
    ...loopbackApi(baseUrl, environment),
    ...(trustsEveryAddress(options) ? [PROXY_TRUST] : []),
  ];
}

/** The framework, or `clientIp`, takes the client's address from whatever a client writes into a forwarding header. */
export const PROXY_TRUST: DoctorFinding = {
  code: 'ERR_FP_PROXY_TRUST',
  severity: 'warning',
  message: 'every proxy is trusted, so clients can forge their address',
  advice: 'set clientIp, or name the proxies',
  rules: [],
};

/** No client's address is known, so rules about it are never evaluated. */
export const NO_CLIENT_ADDRESS: DoctorFinding = {
  code: 'FP_DOCTOR_NO_CLIENT_ADDRESS',
  severity: 'warning',
  message: 'the client address of every request is unknown, so no rule that reads it can be evaluated',
  advice:
    "set clientIp to match what is in front: trustedProxies with 'unix' for a proxy on a Unix socket, a platform's header, or a function",
  rules: [],
};

function trustsEveryAddress({ clientIp }: FingerprintGuardOptions): boolean {
  return (
    typeof clientIp === 'object' &&
    'trustedProxies' in clientIp &&
    listTrustsAnyProxy(clientIp.trustedProxies)
  );
}

function staleEvents(policies: readonly NamedPolicy[]): DoctorFinding[] {
  const lenient = policies.filter(
    ({ compiled }) => compiled.lookupHints.maxAgeMs === Number.POSITIVE_INFINITY,
  );
  if (lenient.length === 0) return [];
  const ofPresets = lenient.every(
    ({ compiled }) => compiled.rules.find(({ id }) => id === 'stale-event')?.ofPreset,
  );
  return [
    {
      code: 'FP_DOCTOR_STALE_EVENTS',
      severity: ofPresets ? 'info' : 'warning',
      message: `an ID can be used again once its claim has expired: stale events are not denied, or not for all visitors, by ${lenient.map(({ name }) => name).join(', ')}`,
      advice: "set stale-event to 'deny'",
      rules: lenient.map(({ name }) => ({ policy: name, rule: 'stale-event' })),
    },
  ];
}

function memoryReplayStore(
  { replayStore }: FingerprintGuardOptions,
  policies: readonly NamedPolicy[],
  { production, several, guards }: Environment,
): DoctorFinding[] {
  const claims = policies.some(({ compiled }) => compiled.reads.has('reused'));
  if (replayStore !== undefined || !claims || !(production || several)) return [];
  const code = 'FP_DOCTOR_MEMORY_REPLAY_STORE';
  const alone: DoctorFinding = {
    code,
    severity: several ? 'warning' : 'info',
    message: `used IDs are remembered by this process alone ${several ?? 'in production'}: an ID can be used once in each instance`,
    advice: 'share a replayStore, or pass createMemoryReplayStore() if there is only one instance',
    rules: [],
  };
  const apart: DoctorFinding = {
    code,
    severity: 'warning',
    message: `${guards} guards in this process each remember used IDs on their own: an ID can be used once in each`,
    advice: 'create one guard for all requests, or let all guards share one replayStore',
    rules: [],
  };
  return guards > 1 ? [alone, apart] : [alone];
}

function noCache({ cache }: FingerprintGuardOptions): DoctorFinding[] {
  if (cache !== false) return [];
  return [
    {
      code: 'FP_DOCTOR_NO_CACHE',
      severity: 'info',
      message:
        'events are not cached: two requests with the same event cost two calls, and webhooks have no effect',
      advice: 'omit cache, or share one',
      rules: [],
    },
  ];
}

/** An emulator lets anyone create events. */
function loopbackApi(baseUrl: URL, { production }: Environment): DoctorFinding[] {
  if (!isLoopback(baseUrl) || !production) return [];
  return [
    {
      code: 'FP_DOCTOR_LOOPBACK_API',
      severity: 'warning',
      message: 'baseUrl is a loopback address in production: an emulator vouches for anyone',
      advice: 'omit baseUrl, so that the guard asks the Server API of its region',
      rules: [],
    },
  ];
}
