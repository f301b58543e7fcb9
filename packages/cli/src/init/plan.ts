import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManipulationError } from 'ts-morph';
import { UsageError } from '../usage-error.js';
import { withoutMark } from '../without-mark.js';
import type { Change } from './change.js';
import { addDependencies } from './dependencies.js';
import { addVariables, envFileOf, ignoreFile, regionIn } from './env-file.js';
import type { EventPlace } from './event-place.js';
import { type ExistingGuard, findGuard } from './existing-guard.js';
import { SETUPS } from './frameworks/index.js';
import { packageOf, type Unguardable } from './frameworks/setup.js';
import { REGIONS, type Region, writeGuardFile } from './guard-file.js';
import type { Project } from './project.js';
import { likeliest, policyNameOf, type Route } from './route.js';
import { extensionOf } from './sources.js';
import { removeUnusedVerifications, type Verifications } from './unused-verifications.js';
import { removeVerification, verifiesEvent } from './verify-event.js';

/** The changes that `init` plans for a project. */
export interface Plan {
  readonly changes: readonly Change[];
  /** The module with the guard. */
  readonly module: string;
  /** The file for the key. */
  readonly envFile: string;
  /** The guarded routes, as `POST /login`. */
  readonly guarded: readonly string[];
  /** Other routes that could be guarded. */
  readonly others: readonly string[];
  /** The ways into the application that have to be guarded by hand. */
  readonly unguardable: readonly Unguardable[];
  /** True if the guard replaces a check of the project that blocked requests. */
  readonly verifying: boolean;
  /** The remains of such checks. */
  readonly verifications: Verifications;
}

/** The choices of a user. */
export interface Choices {
  /** The route to guard, by its path. */
  readonly route?: string | undefined;
  readonly region?: Region | undefined;
}

/**
 * Plans a guard, a policy in monitor mode, a guarded route and the variables for them. Nothing is written.
 * @throws UsageError if the project already has another guard, or does not have the chosen route.
 */
export function planGuard(project: Project, choices: Choices): Plan {
  try {
    return plan(project, choices);
  } catch (cause) {
    if (!(cause instanceof ManipulationError)) throw cause;
    throw new UsageError(
      'a source has a form that init cannot change: nothing is changed; add the guard by hand',
      {
        cause,
      },
    );
  }
}

function plan(project: Project, choices: Choices): Plan {
  const setup = SETUPS[project.framework];
  const { sources } = project;
  const module = moduleFor(project);
  const routes = setup.findRoutes(sources, module);
  const existing = findGuard(project, routes, choices.route);
  if (existing) return unchanged(project, routes, existing);
  if (!isFree(project, module)) throw new UsageError(`${module}${extensionOf(project)} exists already`);
  const unguardable = setup.findUnguardable?.(sources) ?? [];
  // Not if another router, or what cannot be guarded, may have the login.
  const canAdd = unguardable.length === 0 && !sources.hasOtherRouters(project.framework);
  const chosen =
    choose(routes, unguardable, choices.route) ?? (canAdd ? compact([setup.addRoute(sources, module)]) : []);
  const verifying = chosen.some(verifiesEvent);
  const places: EventPlace[] = [];
  for (const route of chosen) {
    places.push(...compact([removeVerification(route)]));
    route.guard(policyNameOf(route.path));
  }
  // Routes that name a policy are only guarded if the application knows the guard.
  if (chosen.length > 0 && setup.connect?.(sources, module) === false)
    throw new UsageError(
      `no place was found where the application is created: nothing is changed; see ${packageOf(project.framework)}/README.md`,
    );
  const verifications = removeUnusedVerifications(sources);

  const env = envFileOf(project);
  const region = choices.region ?? REGIONS.find((one) => one === regionIn(read(project, env))) ?? 'global';
  const path = `${module}${extensionOf(project)}`;
  const policies = [...new Set(chosen.map((route) => policyNameOf(route.path)))];
  const file = writeGuardFile(project, {
    region,
    policies: policies.length > 0 ? policies : ['login'],
    places,
  });
  const packages = ['@fingerprint-guard/core', packageOf(project.framework)];
  return {
    changes: [
      { path, before: undefined, after: file },
      ...sources.changes,
      addDependencies(read(project, 'package.json') ?? '{}', packages),
      addVariables(env, read(project, env)),
      ignoreFile(env, read(project, '.gitignore')),
    ].filter(({ before, after }) => before !== after),
    module: path,
    envFile: env,
    guarded: chosen.map(nameOf),
    others: routes.filter((route) => !chosen.includes(route)).map(nameOf),
    unguardable,
    verifying,
    verifications,
  };
}

/** The plan for a project that an earlier run has set up. */
function unchanged(project: Project, routes: readonly Route[], { module, guarded }: ExistingGuard): Plan {
  return {
    changes: [],
    module,
    envFile: envFileOf(project),
    guarded: guarded.map(nameOf),
    others: routes.filter((route) => !guarded.includes(route)).map(nameOf),
    unguardable: [],
    verifying: false,
    verifications: { called: [], unused: [] },
  };
}

const nameOf = ({ path }: Route): string => `POST ${path}`;

/** Every route that verifies its event by itself; else the likeliest one. `undefined` if there is none. */
function choose(
  routes: readonly Route[],
  unguardable: readonly Unguardable[],
  path: string | undefined,
): Route[] | undefined {
  if (path !== undefined) {
    const wanted = path.replace(/^POST\s+/i, '');
    const named = routes.filter((route) => route.path === wanted);
    if (named.length > 0) return named;
    const unsupported = unguardable.find(({ names }) => names.some((name) => name.includes(wanted)));
    if (unsupported) throw new UsageError(`--route ${path}: ${unsupported.advice}`);
    const known = routes.map((route) => route.path).join(', ') || 'none';
    throw new UsageError(`--route ${path}: no such POST route; found: ${known}`);
  }
  const verifying = routes.filter(verifiesEvent);
  if (verifying.length > 0) return verifying;
  const likely = likeliest(routes);
  return likely && [likely];
}

/** Returns the path of the guard's module, without its extension: one that no file has yet, if there is such a one. */
function moduleFor(project: Project): string {
  const folder = `${project.sourceFolder}${project.framework === 'next' ? 'lib/' : ''}`;
  const [usual, other] = [`${folder}fingerprint`, `${folder}fingerprint-guard`];
  return isFree(project, usual) ? usual : other;
}

const isFree = ({ root }: Project, path: string): boolean =>
  ['.ts', '.js', '.mjs', '.cjs', '.tsx', '/index.ts', '/index.js'].every(
    (end) => !existsSync(join(root, path + end)),
  );

function read({ root }: Project, path: string): string | undefined {
  const file = join(root, path);
  try {
    return existsSync(file) ? withoutMark(readFileSync(file, 'utf8')) : undefined;
  } catch (cause) {
    throw new UsageError(`${path}: cannot be read: ${(cause as Error).message}`, { cause });
  }
}

const compact = <T>(values: readonly (T | undefined)[]): T[] =>
  values.filter((one): one is T => one !== undefined);
