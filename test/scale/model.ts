import { readFileSync } from 'node:fs';

interface Spread {
  min: number;
  median: number;
  max: number;
}

/** The measurements of `npm run bench -- instances`. */
export interface Costs {
  node: string;
  cpu: string;
  /** CPU of this process for a check, by where its event comes from, µs. */
  ways: Record<'id' | 'sealed' | 'webhook', Spread>;
  /** Instances at work at once, by what they share. */
  instances: Record<'a budget that is spent', { cpuUs: Spread }>;
  /** CPU of Redis for a command, µs. */
  redisUs: Record<'claim' | 'readEvent' | 'keepEvent' | 'turn' | 'report', Spread>;
  bytes: Record<'claim' | 'event' | 'client' | 'ownClaim' | 'ownEvent', number>;
}

export const COSTS = JSON.parse(
  readFileSync(new URL('../bench/costs.json', import.meta.url), 'utf8'),
) as Costs;

/** The vendor's default limit of a key, lookups per second. */
export const DEFAULT_LIMIT = 5;

/** How long claims and events are kept, s: the defaults of `maxEventAgeMs` and `maxClockSkewMs`. */
const CLAIM_S = 660;
const EVENT_S = 600;
/** How long the budget holds a client that is seen once, s. */
const CLIENT_S = 120;

/** An instance reports what it learnt, and asks a spent budget, at most this often a second. */
const REPORTS_PER_SECOND = 20;
const ASKS_PER_SECOND = 10;

/** The limits of what a process keeps by itself. */
const OWN_CLAIMS = 1_000_000;
const OWN_EVENTS = 500;

/** A load: so many logins a second over so many instances, and the API's limit. */
export interface Load {
  instances: number;
  loginsPerSecond: number;
  /** Lookups per second that the API allows. @defaultValue as many as there are logins */
  limitPerSecond?: number;
}

/** The rates of commands of a shared budget, per second. */
export function budgetRates({ instances, loginsPerSecond, limitPerSecond = loginsPerSecond }: Load) {
  const lookups = Math.min(loginsPerSecond, limitPerSecond);
  const refused = Math.min(loginsPerSecond - lookups, instances * ASKS_PER_SECOND);
  return {
    lookups,
    turns: lookups + refused,
    reports: Math.min(lookups, instances * REPORTS_PER_SECOND),
  };
}

const cores = (perSecond: number, { median }: Spread) => (perSecond * median) / 1e6;

/** The load on Redis, which holds claims, events and the budget, from checks by id. */
export function redisUse(load: Load) {
  const { claim, readEvent, keepEvent, turn, report } = COSTS.redisUs;
  const { loginsPerSecond } = load;
  const { turns, reports, lookups } = budgetRates(load);
  return {
    claims: {
      perSecond: loginsPerSecond,
      cores: cores(loginsPerSecond, claim),
      bytes: loginsPerSecond * CLAIM_S * COSTS.bytes.claim,
    },
    events: {
      perSecond: loginsPerSecond + lookups,
      cores: cores(loginsPerSecond, readEvent) + cores(lookups, keepEvent),
      bytes: lookups * EVENT_S * COSTS.bytes.event,
    },
    budget: {
      perSecond: turns + reports,
      cores: cores(turns, turn) + cores(reports, report),
      // If each login comes from another client.
      bytes: lookups * CLIENT_S * COSTS.bytes.client,
    },
  };
}

/** The cores that checks take, by where events come from. */
export const checkCores = (loginsPerSecond: number) => ({
  id: cores(loginsPerSecond, COSTS.ways.id),
  webhook: cores(loginsPerSecond, COSTS.ways.webhook),
  sealed: cores(loginsPerSecond, COSTS.ways.sealed),
});

/** What one of the instances has of a load by id, with claims and events of its own and a shared budget. */
export function ownUse(load: Load) {
  const { instances, loginsPerSecond } = load;
  const lookups = budgetRates(load).lookups / instances;
  const perSecond = loginsPerSecond / instances;
  const claims = Math.min(OWN_CLAIMS, perSecond * CLAIM_S);
  const events = Math.min(OWN_EVENTS, lookups * EVENT_S);
  const refused = perSecond - lookups;
  return {
    cores: cores(lookups, COSTS.ways.id) + cores(refused, COSTS.instances['a budget that is spent'].cpuUs),
    isFull: perSecond * CLAIM_S > OWN_CLAIMS,
    bytes: claims * COSTS.bytes.ownClaim + events * COSTS.bytes.ownEvent,
  };
}

/** The turns that one thread of Redis can give per second, if it does nothing else. */
export const turnsOfOneRedis = (): number => 1e6 / COSTS.redisUs.turn.median;
