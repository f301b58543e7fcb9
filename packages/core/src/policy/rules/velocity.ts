import type { FingerprintEvent, VelocityCounts, VelocityName } from '../../event/fingerprint-event.js';
import { limitsOption } from '../option.js';
import { defineRule } from '../rule.js';
import { above, orKnown, type Truth } from '../three-valued.js';

/** The names of the counts, in words. */
const COUNTED = {
  distinctIp: 'addresses',
  distinctLinkedId: 'linked IDs',
  distinctCountry: 'countries',
  events: 'events',
  ipEvents: 'events of its address',
  distinctIpByLinkedId: 'addresses of its linked ID',
  distinctVisitorIdByLinkedId: 'visitors of its linked ID',
} as const satisfies Readonly<Record<VelocityName, string>>;
const NAMES = Object.keys(COUNTED) as (keyof typeof COUNTED)[];
const INTERVALS = ['5m', '1h', '24h'] as const satisfies readonly (keyof VelocityCounts)[];
const PATHS = NAMES.flatMap((name) => INTERVALS.map((interval) => `${name}.${interval}` as const));

/**
 * An honest person changes networks now and then, crosses few borders, and has one account, or a family's; a family's
 * account has a few devices. Daily limits catch slow attacks and the devices of a botnet.
 */
const DEFAULT_LIMITS = {
  'distinctIp.5m': 5,
  'distinctCountry.24h': 3,
  'distinctLinkedId.1h': 5,
  'distinctLinkedId.24h': 10,
  'distinctVisitorIdByLinkedId.24h': 10,
  'events.5m': 20,
};

export const velocity = defineRule({
  id: 'velocity',
  description: "One of the visitor's counts is above its limit in `limits`.",
  levels: { recommended: 'observe', strict: 'challenge' },
  options: {
    /**
     * The highest count that does not match, by name and interval: `5m`, `1h` or `24h`, such as
     * `{ 'distinctIp.5m': 3 }`. A count without a limit is ignored.
     * @defaultValue
     * `{ 'distinctIp.5m': 5, 'distinctCountry.24h': 3, 'distinctLinkedId.1h': 5, 'distinctLinkedId.24h': 10, 'distinctVisitorIdByLinkedId.24h': 10, 'events.5m': 20 }`
     */
    limits: limitsOption(PATHS, DEFAULT_LIMITS),
  },
  reads: ['event'],
  judge: ({ limits }) => {
    const limited = readLimits(limits);
    return (_signals, event) => {
      let truth: Truth;
      for (const limit of limited) truth = orKnown(truth, above(count(event, limit), limit.max));
      return truth;
    };
  },
  explain: ({ limits }) => {
    const limited = readLimits(limits);
    return (_signals, event) => {
      const exceeded = limited.filter((limit) => above(count(event, limit), limit.max));
      const parts = exceeded.map((limit) => {
        const counted = `${count(event, limit)} ${COUNTED[limit.name]} within ${limit.interval}`;
        return `${counted}; at most ${limit.max} allowed`;
      });
      return {
        message: `the visitor had ${parts.join(', and ')}`,
        actual: Object.fromEntries(exceeded.map((limit) => [limit.path, count(event, limit)])),
        expected: Object.fromEntries(exceeded.map(({ path, max }) => [path, max])),
      };
    };
  },
});

interface Limit {
  path: string;
  name: VelocityName;
  interval: keyof VelocityCounts;
  max: number;
}

function readLimits(limits: Readonly<Record<string, number>>): Limit[] {
  return Object.entries(limits).map(([path, max]) => {
    const [name, interval] = path.split('.') as [VelocityName, keyof VelocityCounts];
    return { path, name, interval, max };
  });
}

function count(event: FingerprintEvent | undefined, { name, interval }: Limit): number | undefined {
  return event?.velocity?.[name]?.[interval];
}
