/** Variables that platforms set which run an application in several instances, as many as there is traffic. */
const SERVERLESS = [
  ['AWS_LAMBDA_FUNCTION_NAME', 'AWS Lambda'],
  ['FUNCTIONS_WORKER_RUNTIME', 'Azure Functions'],
  ['K_SERVICE', 'Cloud Run'],
  ['VERCEL', 'Vercel'],
  ['NETLIFY', 'Netlify'],
] as const;

/** What a variable that switches something on or off may say. */
const SWITCH: ReadonlyMap<string | undefined, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

/** Where this process runs. */
export interface Environment {
  production: boolean;
  development: boolean;
  /** What `FINGERPRINT_GUARD_DEBUG` asks for; undefined if it is not set. */
  debug: boolean | undefined;
  /** Why several instances are likely, in words; undefined where nothing says so. */
  several: string | undefined;
  /** How many open guards of the process look this account's events up and have a replay store of their own; at least 1. */
  guards: number;
}

/**
 * Looks round, by the environment's variables and Node's own cluster.
 * @param guards How many guards stand beside each other.
 */
export function detectEnvironment(guards: number): Environment {
  const { process } = globalThis;
  const env = process?.env ?? {};
  const platform = SERVERLESS.find(([name]) => env[name]);
  const cluster = process?.getBuiltinModule?.('node:cluster') as { isWorker?: boolean } | undefined;
  return {
    production: env.NODE_ENV === 'production',
    development: env.NODE_ENV === 'development',
    debug: SWITCH.get(env.FINGERPRINT_GUARD_DEBUG),
    several: platform ? `on ${platform[1]}` : cluster?.isWorker ? 'in a cluster of processes' : undefined,
    guards,
  };
}
