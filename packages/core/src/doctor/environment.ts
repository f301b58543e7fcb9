/** Variables set by platforms that scale an application to several instances with its traffic. */
const SERVERLESS = [
  ['AWS_LAMBDA_FUNCTION_NAME', 'AWS Lambda'],
  ['FUNCTIONS_WORKER_RUNTIME', 'Azure Functions'],
  ['K_SERVICE', 'Cloud Run'],
  ['VERCEL', 'Vercel'],
  ['NETLIFY', 'Netlify'],
] as const;

/** The values of a variable that switches something on or off. */
const SWITCH: ReadonlyMap<string | undefined, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

/** The names of such platforms' runtimes that set no variable. */
const AGENTS: ReadonlyMap<string | undefined, string> = new Map([
  ['Cloudflare-Workers', 'Cloudflare Workers'],
]);

/** The environment of this process. */
export interface Environment {
  production: boolean;
  development: boolean;
  /** The value of `FINGERPRINT_GUARD_DEBUG`; undefined if it is not set. */
  debug: boolean | undefined;
  /** The reason why several instances are likely, in words; undefined if there is no sign of them. */
  several: string | undefined;
  /**
   * The number of open guards in this process that look up this account's events and have their own replay store; at
   * least 1.
   */
  guards: number;
}

/**
 * Detects the environment by its variables, the runtime's name and Node's cluster.
 * @param guards The number of guards next to each other.
 */
export function detectEnvironment(guards: number): Environment {
  const { process, navigator } = globalThis as typeof globalThis & { navigator?: { userAgent?: string } };
  const env = process?.env ?? {};
  const platform = SERVERLESS.find(([name]) => env[name])?.[1] ?? AGENTS.get(navigator?.userAgent);
  const cluster = process?.getBuiltinModule?.('node:cluster') as { isWorker?: boolean } | undefined;
  return {
    production: env.NODE_ENV === 'production',
    development: env.NODE_ENV === 'development',
    debug: SWITCH.get(env.FINGERPRINT_GUARD_DEBUG),
    several: platform ? `on ${platform}` : cluster?.isWorker ? 'in a cluster of processes' : undefined,
    guards,
  };
}
