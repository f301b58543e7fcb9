import type { Route } from '../route.js';
import type { Sources } from '../sources.js';
import type { Framework } from './framework.js';

/** Ways into an application that `init` cannot guard. */
export interface Unguardable {
  /** Their names, such as `pages/api/login.js`. */
  readonly names: readonly string[];
  /** The way to guard them instead. */
  readonly advice: string;
}

/** The set-up of a project with one framework. */
export interface FrameworkSetup {
  /** True if the sources have the form of the framework, which need not import it. */
  isUsedIn?(sources: Sources): boolean;
  /** Finds the routes that a guard can be put before. */
  findRoutes(sources: Sources, modulePath: string): Route[];
  /** Finds the ways into the application that are no such routes. */
  findUnguardable?(sources: Sources): Unguardable[];
  /** Connects the guard to the application, if routes do not import it themselves; false if it finds no place. */
  connect?(sources: Sources, modulePath: string): boolean;
  /** Adds a route to a project that has none yet; returns undefined if it has no place for one. */
  addRoute(sources: Sources, modulePath: string): Route | undefined;
}

/** The package of a framework's adapter. */
export const packageOf = (framework: Framework): string => `@fingerprint-guard/${framework}`;

/** The path of the route that is added to a project without one. */
export const ADDED_PATH = '/login';
