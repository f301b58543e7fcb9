import type { Node, SourceFile } from 'ts-morph';

/** A route that a guard can be put before. */
export interface Route {
  readonly file: SourceFile;
  /** The path in the project's own code, such as `/session`. */
  readonly path: string;
  /** The function that answers the request; in some projects the name of a variable. */
  readonly handler: Node;
  /** Puts the guard before the handler. */
  guard(policy: string): void;
}

/** Words in the paths of routes that attract fraud, the likeliest first. */
const SENSITIVE = [
  /log-?in|sign-?in|sessions?$/i,
  /sign-?up|register|registration|accounts?$|users?$/i,
  /checkout|pay|orders?$|purchase/i,
  /password|reset|coupon|redeem|vote|review|contact/i,
];

/** Finds the route to guard if the user names none. */
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
