import { isObject } from '../lib/is-object.js';
import { milliseconds } from '../lib/option-checks.js';

/** The connections that a guard keeps to the Server API. */
export interface ConnectionsOption {
  /**
   * The longest time that a connection without a request is kept, ms. Keep it below the idle time-out of the other side
   * and of anything in between, which for most load balancers is 60 seconds. A shorter time-out, down to 1.5 seconds, is
   * learned: once two connections, one opened after the other was closed, were closed after the same time, new ones are
   * closed a little earlier, and the last one is replaced while there is traffic. After half an hour, this is forgotten
   * and learned again.
   * @defaultValue `55_000`
   */
  idleMs?: number | undefined;
  /**
   * The number of connections that are kept open for the next burst of requests, in addition to those in use, while
   * there is traffic: from `warmUp` on, or from the first requests that come at once. With the default, a burst of 11
   * requests then takes one round trip, and one of 22 takes two.
   * @defaultValue `10`
   */
  spare?: number | undefined;
}

export const CONNECTIONS_DEFAULTS = {
  idleMs: 55_000,
  spare: 10,
} as const satisfies ConnectionsOption;

/** More at once do not make a rate-limited API faster. */
const MAX_SPARE = 32;

/** Checks the option's value; returns what is wrong with it, or undefined. */
export function checkConnections(value: unknown): string | undefined {
  const { idleMs, spare, ...others } = isObject(value)
    ? (value as Record<string, unknown>)
    : { spare: value };
  const isCount = Number.isInteger(spare) && (spare as number) >= 0 && (spare as number) <= MAX_SPARE;
  const valid =
    isObject(value) &&
    Object.keys(others).length === 0 &&
    (idleMs === undefined || milliseconds(idleMs) === undefined) &&
    (spare === undefined || isCount);
  return valid
    ? undefined
    : `expected { idleMs, spare }: milliseconds above 0, and a whole number from 0 to ${MAX_SPARE}`;
}
