import type { Request } from 'express';

/** The placeholder for a mount whose pattern is unknown: the path itself may contain an ID. */
const UNKNOWN = '*';

/** The parts of a router of Express 4 and 5 that are read. They are not documented: whatever is missing is unknown. */
interface Router {
  stack?: readonly Layer[];
}

interface Layer {
  route?: unknown;
  handle?: Router;
  /** Express 4. */
  regexp?: RegExp & { fast_slash?: boolean };
  /** Express 4: the parameters of the pattern. */
  keys?: readonly { name: string | number }[];
  /** Express 5: one for each pattern. */
  matchers?: readonly ((path: string) => { path: string } | false)[];
  /** Express 5: mounted at `/`. */
  slash?: boolean;
  /** Express 5.2 and later: the patterns that the application mounted it at. */
  rawPath?: unknown;
}

interface Application {
  path?(): unknown;
  router?: Router;
  _router?: Router;
}

/**
 * Returns the pattern of the path that the router of the current route is mounted at, such as `/tenants/:tenant`,
 * whereas `baseUrl` contains what the client sent, such as an ID; `*` if the pattern is unknown.
 */
export function mountPattern(request: Request): string {
  const { baseUrl, route }: { baseUrl?: string; route?: unknown } = request;
  if (!baseUrl) return '';
  const { path, router } = describeApplication(request);
  if (path === undefined || !isPlain(path)) return UNKNOWN;
  const depth = path.split('/').length - 1;
  const segments = baseUrl.split('/').slice(1);
  const inside = segments.slice(depth).map((segment) => `/${segment}`);
  const pattern = router && patternTo(router, route, inside.join(''));
  return pattern === undefined ? UNKNOWN : path + pattern;
}

/** The mount of an application, and its own router. */
function describeApplication(request: { app?: unknown }): { path?: string; router?: Router | undefined } {
  const app = (request.app ?? {}) as Application;
  const path = app.path?.();
  return {
    ...(typeof path === 'string' ? { path: trimmed(path) } : {}),
    // Express 4 throws on access to the name that Express 5 uses.
    router: app._router ?? app.router,
  };
}

/** Finds the patterns of all mounts on the way to a route; undefined unless they account for the whole path. */
function patternTo(router: Router, route: unknown, path: string): string | undefined {
  for (const layer of router.stack ?? []) {
    if (layer.route === route) {
      if (path === '') return '';
    } else if (layer.handle?.stack) {
      const mount = mountOf(layer, path);
      const inside = mount && patternTo(layer.handle, route, path.slice(mount.length));
      if (mount && inside !== undefined) return mount.pattern + inside;
    }
  }
  return undefined;
}

/** Matches a mount against the beginning of a path. */
interface Mount {
  pattern: string;
  length: number;
}

function mountOf(layer: Layer, path: string): Mount | undefined {
  if (layer.slash || layer.regexp?.fast_slash) return { pattern: '', length: 0 };
  return layer.regexp ? mountOfExpress4(layer.regexp, layer.keys ?? [], path) : mountOfExpress5(layer, path);
}

/** The end of the regular expression that Express 4 builds from a mount's pattern, and its form of a parameter. */
const END = '\\/?(?=\\/|$)';
const PARAMETER = '(?:\\/([^/]+?))';

function mountOfExpress4(
  regexp: RegExp,
  keys: readonly { name: string | number }[],
  path: string,
): Mount | undefined {
  const length = regexp.exec(path)?.[0].length;
  if (length === undefined || !regexp.source.startsWith('^') || !regexp.source.endsWith(END))
    return undefined;
  const parts = regexp.source.slice(1, -END.length).split(PARAMETER);
  const named = parts.map((part, index) =>
    index < parts.length - 1 ? `${part}/:${keys[index]?.name}` : part,
  );
  const pattern = named.join('').replaceAll('\\/', '/').replaceAll('\\.', '.');
  return isPlain(pattern) ? { pattern: trimmed(pattern), length } : undefined;
}

function mountOfExpress5({ matchers = [], rawPath }: Layer, path: string): Mount | undefined {
  const index = matchers.findIndex((matches) => matches(path));
  const matches = matchers[index];
  const found = matches?.(path);
  if (!matches || !found) return undefined;
  const given: unknown = [rawPath].flat()[index];
  const pattern = typeof given === 'string' ? given : literal(found.path, matches);
  return pattern !== undefined && isPlain(pattern)
    ? { pattern: trimmed(pattern), length: found.path.length }
    : undefined;
}

/** Returns the path itself if every segment matches literally, so that none of them is a parameter. */
function literal(path: string, matches: (path: string) => unknown): string | undefined {
  if (matches.name === 'regexpMatcher') return undefined;
  const segments = path.split('/');
  const isFixed = segments.every(
    (_segment, index) => index === 0 || !matches(segments.with(index, '-').join('/')),
  );
  return isFixed ? path.toLowerCase() : undefined;
}

/** True if every segment is a name or a parameter. */
const isPlain = (pattern: string): boolean => /^(?:\/:?[\w.~-]+)*\/?$/.test(pattern);

/** Removes trailing slashes. */
const trimmed = (pattern: string): string => pattern.replace(/\/+(?=\/|$)/g, '');
