import type {
  Decision,
  FingerprintGuard,
  FingerprintGuardOptions,
  PolicyConfig,
} from '@fingerprint-guard/core';

/** One route of an application under test. */
export interface RouteSpec {
  /** The HTTP method. */
  method: 'GET' | 'POST';
  /** The path, without parameters. */
  path: string;
  /** The route's requirement; without it, nothing blocks a request. */
  require?: {
    /** Judge the request itself, with `requireEdge`, instead of an event. @defaultValue `false` */
    edge?: boolean;
    policy?: string | PolicyConfig;
    options?: {
      skip?: boolean | ((native: unknown) => boolean | Promise<boolean>);
      passChallenge?: boolean;
      onBlocked?: (decision: Decision, context: unknown) => unknown;
    };
  };
  /** The handler: receives the decision as a handler of this framework finds it, returns the JSON to answer with. */
  handle(decision: Decision | undefined): unknown;
}

/**
 * An application that the suite asks for: a JSON body parser, which leaves forms with files to the handlers, this guard,
 * these routes.
 */
export interface AppSpec {
  /** The guard of the application. */
  guard: FingerprintGuard;
  /** Attach decisions app-wide, after the body parser, with the framework's equivalent of `fingerprint`. */
  attach?: { skip?: (native: unknown) => boolean | Promise<boolean> };
  /**
   * The property that another library defines in the decision's place, before any code of the guard runs. If that place
   * is not a property, the value, or what the getter returns, is stored there.
   */
  foreign?: PropertyDescriptor;
  /**
   * The path, such as `/shop`, that the routes are mounted at, with the framework's own mounting, behind the app-wide
   * attaching.
   */
  mount?: string;
  /** The routes of the application; with `mount`, their paths are below it. */
  routes: readonly RouteSpec[];
}

/** An application that listens. */
export interface RunningApp {
  /** Base URL on a loopback address, without a trailing slash. */
  url: string;
  /** Closes the application and breaks its connections. */
  close(): Promise<void>;
}

/** One framework (and version) under test. */
export interface ConformanceTarget {
  /** Its name in the test report, such as `Express 5`. */
  name: string;
  /** Builds the guards. @defaultValue that of `@fingerprint-guard/core` */
  createGuard?(options: FingerprintGuardOptions): FingerprintGuard;
  /** Starts an application of this framework. */
  start(app: AppSpec): Promise<RunningApp>;
  /**
   * True if the framework knows the requirements of its routes, and judges once by them instead of attaching first.
   * @defaultValue `false`
   */
  judgesOnce?: boolean;
  /**
   * The pattern of a route with a requirement, as the framework writes it: `request.route` of a decision. `undefined`
   * for a framework without patterns.
   * @defaultValue the route's path
   */
  routeOf?(route: Pick<RouteSpec, 'method' | 'path'>): string | undefined;
  /** Answers from inside `onBlocked`, with the framework's own API. */
  answer(context: unknown, status: number, body: unknown): unknown;
  /**
   * Sets nothing but the status of the answer, from inside `onBlocked`; undefined for a framework without a response
   * to set it on. The suite returns its result from `onBlocked`.
   */
  setStatus?(context: unknown, status: number): unknown;
}
