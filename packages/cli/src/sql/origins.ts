import type { Facts } from './facts.js';
import { any, type Truth } from './logic.js';

const WILDCARD = /^(https?):\/\/\*\.(.+)$/;

/** True for an origin in this list, with the meaning that the rule `origin-mismatch` gives it. */
export function isAllowedOrigin(path: string, allowed: readonly string[], facts: Facts): Truth {
  const tests = allowed.map((entry) => {
    const [, scheme, host] = WILDCARD.exec(entry) ?? [];
    if (scheme === undefined) return `(${facts.text(path)} = ${facts.literal(new URL(entry).origin)})`;
    const { origin } = new URL(`${scheme}://${host}`);
    return facts.isBetween(path, `${scheme}://`, `.${origin.slice(origin.indexOf('//') + 2)}`);
  });
  return any(...tests);
}
