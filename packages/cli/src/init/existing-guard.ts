import { Node, SyntaxKind } from 'ts-morph';
import { UsageError } from '../usage-error.js';
import { FRAMEWORKS } from './frameworks/framework.js';
import { modulesOf } from './frameworks/imported.js';
import { packageOf } from './frameworks/setup.js';
import { dependsOn } from './manifest.js';
import type { Project } from './project.js';
import type { Route } from './route.js';

/** The packages that put a guard before routes. */
const ADAPTERS = [...FRAMEWORKS.map(packageOf), '@fingerprint-guard/web'];

/** The calls that create a guard. */
const CREATION = /(^|\.)(createFingerprintGuard|FingerprintModule\.forRoot(Async)?)$/;

/** The calls and options that guard a route in any framework. */
const GUARDED = /\b(requireFingerprint|RequireFingerprint|withFingerprint)\(|\bfingerprint:/;

/** A guard that a project has already. */
export interface ExistingGuard {
  /** The file that creates it. */
  readonly module: string;
  /** The routes that it guards. */
  readonly guarded: readonly Route[];
}

/**
 * Finds a guard that an earlier run of `init` may have written, for the same framework and route.
 * @throws UsageError if the project has anything else of a guard: a second one would not know which events the first
 * has used.
 */
export function findGuard(
  project: Project,
  routes: readonly Route[],
  path: string | undefined,
): ExistingGuard | undefined {
  // In a workspace, package.json does not tell which of the applications has the guard.
  const isDeclared = (name: string) => project.app === '' && dependsOn(project, name);
  const adapters = ADAPTERS.filter((name) => isDeclared(name) || isImported(project, name));
  const created = creationsIn(project);
  if (adapters.length === 0 && created.length === 0) return undefined;
  const own = packageOf(project.framework);
  const guarded = routes.filter((route) => isGuarded(route) && (path === undefined || route.path === path));
  const [module] = created;
  if (module !== undefined && guarded.length > 0 && adapters.every((name) => name === own))
    return { module, guarded };
  const found = [
    ...adapters.map((name) => `uses ${name}`),
    ...created.map((file) => `creates a guard in ${file}`),
  ];
  throw new UsageError(
    `the project ${found.join(', and ')} already: nothing is changed; put that guard before further routes by hand, as ${adapters[0] ?? own}/README.md shows, or remove it with its packages and run init again`,
  );
}

const isImported = ({ sources }: Project, name: string): boolean =>
  sources.files.some((file) => modulesOf(file).includes(name));

function creationsIn({ sources }: Project): string[] {
  const files = sources.files.filter((file) =>
    file
      .getDescendantsOfKind(SyntaxKind.CallExpression)
      .some((call) => CREATION.test(call.getExpression().getText())),
  );
  return files.map((file) => sources.pathOf(file));
}

/** In a chain such as `app.post('/a', …).post('/b', …)`, only the arguments belong to the route. */
function isGuarded({ handler }: Route): boolean {
  const parts = Node.isCallExpression(handler) ? handler.getArguments() : [handler];
  return parts.some((part) => GUARDED.test(part.getText()));
}
