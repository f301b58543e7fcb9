import { definePolicy, FingerprintError, type PolicyConfig } from '@fingerprint-guard/core';

/**
 * Decides who may see the inspector: `true` lets the request in; any other result, or an error, refuses it.
 * @param request The request as the web platform's `Request`, without its body.
 * @param native Node's own request with everything that middleware added, such as a session; undefined for `fetch`.
 */
export type Authorize = (request: Request, native: object | undefined) => boolean | Promise<boolean>;

/** The configuration of an inspector. */
export interface InspectorOptions {
  /** The number of newest decisions that are kept in memory. @defaultValue 1000 */
  size?: number | undefined;
  /**
   * Decides who may see the inspector, which shows visitors' IDs and addresses. Without it, only requests from this machine
   * are answered. Required if `NODE_ENV` is `production`.
   */
  authorize?: Authorize | undefined;
  /** Policies to start a "what if" from, by name, such as the guard's own. @defaultValue `{}` */
  policies?: Readonly<Record<string, PolicyConfig>> | undefined;
}

/** Options with their defaults filled in. */
export interface InspectorSettings {
  size: number;
  authorize: Authorize | undefined;
  policies: Readonly<Record<string, PolicyConfig>>;
}

/** The maximum `size`: each kept decision takes a few kB. */
const MAX_SIZE = 100_000;

/**
 * Fills in the defaults.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` for issues in one of `policies`.
 */
export function readOptions(given: InspectorOptions = {}): InspectorSettings {
  if (given === null || typeof given !== 'object') throw issue('expected options such as { authorize }');
  const { size = 1000, authorize, policies = {}, ...rest } = given;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw issue(`${unknown}: unknown option`);
  if (!(Number.isInteger(size) && size >= 1 && size <= MAX_SIZE))
    throw issue(`size: expected a whole number from 1 to ${MAX_SIZE}`);
  if (authorize !== undefined && typeof authorize !== 'function')
    throw issue('authorize: expected a function');
  if (policies === null || typeof policies !== 'object')
    throw issue('policies: expected an object of policies by name');
  const checked = Object.entries(policies).map(([name, policy]) => [name, definePolicy(policy)] as const);
  if (authorize === undefined && inProduction()) {
    throw issue(
      'authorize: required when NODE_ENV is production: the inspector shows IDs and addresses of visitors, so say who may see it',
    );
  }
  return { size, authorize, policies: Object.fromEntries(checked) };
}

const inProduction = (): boolean => globalThis.process?.env?.NODE_ENV === 'production';

const issue = (message: string): FingerprintError => new FingerprintError('ERR_FP_OPTION', message);
