import type { Node, SourceFile } from 'ts-morph';

/** A route that a guard can be put before. */
export interface Route {
  readonly file: SourceFile;
  /** As the project's own code has it, such as `/session`. */
  readonly path: string;
  /** What answers the request; names it by a variable's name in some projects. */
  readonly handler: Node;
  /** Puts the guard before the handler. */
  guard(policy: string): void;
}

/** Words of routes that fraud goes to first, the likeliest first. */
const SENSITIVE = [
  /log-?in|sign-?in|sessions?$/i,
  /sign-?up|register|registration|accounts?$|users?$/i,
  /checkout|pay|orders?$|purchase/i,
  /password|reset|coupon|redeem|vote|review|contact/i,
];

/** The route to guard if nobody has named one. */
export function likeliest(routes: readonly Route[]): Route | undefined {
  for (const words of SENSITIVE) {
    const found = routes.find(({ path }) => words.test(path));
    if (found) return found;
  }
  return routes[0];
}

/** The name of a route's policy: the last word of its path. */
export function policyNameOf(path: string): string {
  const words = path.split('/').filter((part) => /^[\w-]+$/.test(part));
  return words.at(-1) ?? 'default';
}
