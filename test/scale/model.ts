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
  /** CPU of a process that shares nothing, for a check, by how its event comes, µs. */
  ways: Record<'sealed' | 'webhook', Spread>;
  /** Instances at work at once, by what they share; the CPU of each for a check. */
  instances: Record<
    | 'nothing shared'
    | 'claims, budget'
    | 'a budget that is spent'
    | 'claims, events by webhook'
    | 'claims, sealed results',
    { cpuUs: Spread }
  >;
  /** CPU of Redis for a command, µs. */
  redisUs: Record<'claim' | 'readEvent' | 'keepEvent' | 'keepDelivered' | 'turn' | 'report', Spread>;
  bytes: Record<'claim' | 'event' | 'client' | 'ownProcess' | 'ownClaim' | 'ownEvent', number>;
}

export const COSTS = JSON.parse(
  readFileSync(new URL('../bench/costs.json', import.meta.url), 'utf8'),
) as Costs;

/** The vendor's default limit of a key, lookups per second; it saves up to three seconds' worth. */
export const DEFAULT_LIMIT = 5;
export const BURST_SECONDS = 3;

/** How long claims and events are kept, s: the defaults of `maxEventAgeMs` and `maxClockSkewMs`. */
export const KEPT_S = { claims: 660, events: 600 };
/** How long the budget holds a client that is seen once, s. */
const CLIENT_S = 120;

/** An instance collects what it learns for this long, and believes a refusal for at least this long, s. */
const GATHER_S = 0.05;
const BELIEVED_S = 0.1;

/** The limits of what a process keeps by itself: claims, claims of which a shared store knows, and events. */
export const OWN_CLAIMS = 1_000_000;
const OWN_SHARED_CLAIMS = 10_000;
export const OWN_EVENTS = 500;
/** A process that shares nothing keeps events that webhooks deliver for this long, with `maxEvents`, s. */
export const WAIT_FOR_REQUEST_S = 60;

/** One node of Redis: one core, and this much memory. */
export const NODE_BYTES = 16e9;
/** The use of a core or a node that leaves room for peaks. */
export const TARGET_USE = 0.5;

/** How events come: by a lookup of the ID, ahead of it by a webhook, or in the request. */
export type Way = 'id' | 'webhook' | 'sealed';

/** The loads of docs/scale.md. */
export const LOGINS = [10, 1000, 100_000] as const;
export const INSTANCES = [1, 10, 1000] as const;

export interface Load {
  way: Way;
  instances: number;
  loginsPerSecond: number;
  /** Lookups per second that the API allows. @defaultValue as many as there are logins */
  limitPerSecond?: number | undefined;
  /** The share of deliveries that come after their requests. @defaultValue none */
  late?: number | undefined;
  /** @defaultValue {@link KEPT_S} */
  keptS?: typeof KEPT_S | undefined;
}

/** What happens per second: lookups, and the commands of a Redis that all instances share. */
export function rates({ way, instances, loginsPerSecond, limitPerSecond = loginsPerSecond, late = 0 }: Load) {
  const wanted = loginsPerSecond * { id: 1, webhook: late, sealed: 0 }[way];
  const lookups = Math.min(wanted, limitPerSecond);
  const refused = wanted - lookups;
  const shares = instances > 1;
  const deliveries = shares && way === 'webhook' ? loginsPerSecond : 0;
  /** What instances send if each is silent for a while after each time. */
  const paced = (perSecond: number, silentS: number) => perSecond / (1 + silentS * (perSecond / instances));
  // A refused instance asks again once the next turn can be waited for.
  const asks = paced(refused, Math.max(BELIEVED_S, 1 / limitPerSecond));
  return {
    lookups,
    refused,
    claims: shares ? loginsPerSecond - refused : 0,
    keepDelivered: deliveries,
    readEvent: deliveries,
    keepEvent: deliveries > 0 ? lookups : 0,
    turn: shares ? lookups + asks : 0,
    report: shares ? paced(lookups, GATHER_S) : 0,
  };
}

const cores = (perSecond: number, { median }: Spread) => (perSecond * median) / 1e6;

/** The load on a Redis that holds what the instances share: claims, the budget, and what webhooks deliver. */
export function redisUse(load: Load) {
  const { redisUs, bytes } = COSTS;
  const { claims, keepDelivered, readEvent, keepEvent, turn, report, lookups } = rates(load);
  const { keptS = KEPT_S } = load;
  const held = { claims: claims * keptS.claims, events: keepDelivered * keptS.events };
  // If each lookup is for another client.
  const clients = turn > 0 ? lookups * CLIENT_S : 0;
  const ofEvents = [
    cores(keepDelivered, redisUs.keepDelivered),
    cores(readEvent, redisUs.readEvent),
    cores(keepEvent, redisUs.keepEvent),
  ];
  const ofBudget = cores(turn, redisUs.turn) + cores(report, redisUs.report);
  return {
    commands: claims + keepDelivered + readEvent + keepEvent + turn + report,
    cores: cores(claims, redisUs.claim) + ofEvents.reduce((sum, each) => sum + each) + ofBudget,
    coresOfBudget: ofBudget,
    held,
    bytes: held.claims * bytes.claim + held.events * bytes.event + clients * bytes.client,
  };
}

/** CPU of a check in one process, by whether it shares anything. */
function checkCost(way: Way, shares: boolean): Spread {
  const { ways, instances } = COSTS;
  if (way === 'id') return instances[shares ? 'claims, budget' : 'nothing shared'].cpuUs;
  if (!shares) return ways[way];
  return instances[way === 'webhook' ? 'claims, events by webhook' : 'claims, sealed results'].cpuUs;
}

/** What each of the instances needs. */
export function ownUse(load: Load) {
  const { way, instances, loginsPerSecond, keptS = KEPT_S } = load;
  const { lookups, refused } = rates(load);
  const shares = instances > 1;
  const claimed = ((loginsPerSecond - refused) / instances) * keptS.claims;
  const held = {
    claims: Math.min(shares ? OWN_SHARED_CLAIMS : OWN_CLAIMS, claimed),
    events:
      way === 'id'
        ? Math.min(OWN_EVENTS, (lookups / instances) * keptS.events)
        : way === 'webhook' && !shares
          ? loginsPerSecond * WAIT_FOR_REQUEST_S
          : 0,
  };
  const { ownProcess, ownClaim, ownEvent } = COSTS.bytes;
  return {
    cores:
      cores((loginsPerSecond - refused) / instances, checkCost(way, shares)) +
      cores(refused / instances, COSTS.instances['a budget that is spent'].cpuUs),
    held,
    isFull: !shares && claimed > OWN_CLAIMS,
    bytes: ownProcess + held.claims * ownClaim + held.events * ownEvent,
  };
}

/** What may give way, as a share of what there is of it. */
const LIMITS = {
  'the core of each process': (load: Load) => ownUse(load).cores,
  'its claims': ({ instances, loginsPerSecond, keptS = KEPT_S }: Load) =>
    instances > 1 ? 0 : (loginsPerSecond * keptS.claims) / OWN_CLAIMS,
  'the core of Redis': (load: Load) => redisUse(load).cores,
  'the memory of Redis': (load: Load) => redisUse(load).bytes / NODE_BYTES,
};

/**
 * What gives way first as logins become more, if the API allows their lookups, and at how many a second; undefined if
 * nothing does up to this load.
 */
export function firstToGiveWay(load: Load): { what: string; at: number } | undefined {
  const all = Object.entries(LIMITS).map(([what, use]) => ({ what, at: mostLogins(load, use) }));
  const [first] = all.sort((a, b) => a.at - b.at);
  return first && first.at < load.loginsPerSecond ? first : undefined;
}

/** Halves the interval, because some costs grow up to a bound only. */
function mostLogins(load: Load, use: (load: Load) => number): number {
  let [below, above] = [0, 1e9];
  while (above / below > 1.001) {
    const loginsPerSecond = (below + above) / 2;
    if (use({ ...load, loginsPerSecond }) > 1) above = loginsPerSecond;
    else below = loginsPerSecond;
  }
  return below;
}

/** The processes and the nodes of Redis that a load needs, with room for peaks. */
export function needs(way: Way, loginsPerSecond: number) {
  const alone = ownUse({ way, instances: 1, loginsPerSecond });
  if (alone.cores <= TARGET_USE && !alone.isFull) return { processes: 1, nodes: 0, budget: 0 };
  const processes = Math.ceil(cores(loginsPerSecond, checkCost(way, true)) / TARGET_USE);
  const { cores: all, coresOfBudget, bytes } = redisUse({ way, instances: processes, loginsPerSecond });
  const nodes = Math.max((all - coresOfBudget) / TARGET_USE, bytes / NODE_BYTES);
  return { processes, nodes: Math.ceil(nodes), budget: coresOfBudget };
}
