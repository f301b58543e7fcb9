import type { EventPlace } from './event-place.js';
import { packageOf } from './frameworks/setup.js';
import { dependsOn } from './manifest.js';
import type { Project } from './project.js';

/** Regions of the Server API, as in the guard's option. */
export const REGIONS = ['global', 'eu', 'ap'] as const;

/** One of {@link REGIONS}. */
export type Region = (typeof REGIONS)[number];

/** The settings of a guard's file. */
export interface GuardSettings {
  region: Region;
  /** The names of the policies that routes require. */
  policies: readonly string[];
  /** The places where pages put the ID, except those that a guard reads by default. */
  places: readonly EventPlace[];
}

/** Writes the module that holds the guard, or in a Nest project the options of its module. */
export function writeGuardFile(project: Project, settings: GuardSettings): string {
  const lines = [...importsFor(project), '', ...declarationFor(project, optionsIn(project, settings)), ''];
  const text = lines.join('\n');
  return project.typescript || !project.commonjs ? text : asCommonJs(text);
}

function importsFor(project: Project): string[] {
  const { framework, typescript, worker } = project;
  const names = ['createDecisionLog'];
  if (framework !== 'nest') names.push('createFingerprintGuard');
  else if (typescript) names.push('type FingerprintGuardOptions');
  return [
    // First of all, before anything reads the environment.
    ...(dependsOn(project, 'dotenv') && !worker ? ["import 'dotenv/config';"] : []),
    `import { ${names.join(', ')} } from '@fingerprint-guard/core${worker ? '/fetch' : ''}';`,
    ...(worker ? ["import { env } from 'cloudflare:workers';"] : []),
    ...(framework === 'next' ? [`import { shareGuard } from '${packageOf(framework)}';`] : []),
  ];
}

function declarationFor({ framework, typescript }: Project, options: readonly string[]): string[] {
  if (framework === 'nest') {
    const type = typescript ? ': FingerprintGuardOptions' : '';
    return [`export const fingerprintOptions = ()${type} => ({`, ...indented(options), '});'];
  }
  if (framework !== 'next')
    return ['export const guard = createFingerprintGuard({', ...indented(options), '});'];
  // Next.js loads modules several times, and already when it builds, without a key.
  const created = ['createFingerprintGuard({', ...indented(options), '}),'];
  return ['export const guard = shareGuard(() =>', ...indented(created), ');'];
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

const ON_NODE = [
  "// Set to an emulator's address to try this without an account.",
  'baseUrl: process.env.FINGERPRINT_BASE_URL,',
];

/** Wrangler only types the variables that are set, so the emulator's is not among the options. */
const ON_A_WORKER = [
  "// To try this without an account, set the variable to an emulator's address, and add:",
  '// baseUrl: env.FINGERPRINT_BASE_URL,',
  "clientIp: { platform: 'cloudflare' },",
];

function optionsIn({ worker }: Project, { region, policies, places }: GuardSettings): string[] {
  const from = places.map(({ kind, name }) => `{ ${kind}: '${name.replace(/['\\]/g, '\\$&')}' }`);
  return [
    `apiKey: ${worker ? 'env' : 'process.env'}.FINGERPRINT_SECRET_API_KEY,`,
    `region: '${region}',`,
    ...(worker ? ON_A_WORKER : ON_NODE),
    ...(from.length > 0 ? ['// Where the page puts the event ID.', `eventFrom: [${from.join(', ')}],`] : []),
    'policies: {',
    '  // Decides and logs, and blocks nothing. Read a week of decisions, then remove `mode`.',
    ...policies.map((name) => `  ${keyOf(name)}: { extends: 'recommended', mode: 'monitor' },`),
    '},',
    'onDecision: createDecisionLog({ write: (line) => console.log(line) }),',
  ];
}

const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`);

function asCommonJs(text: string): string {
  const exported = /export const (\w+)/.exec(text)?.[1];
  return `${text
    .replace(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = require($2);')
    .replace(/^import ('.*');$/gm, 'require($1);')
    .replace('export const', 'const')}\nmodule.exports = { ${exported} };\n`;
}
