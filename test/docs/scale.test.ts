import { expect, test } from '@jest/globals';
import {
  COSTS,
  DEFAULT_LIMIT,
  firstToGiveWay,
  INSTANCES,
  LOGINS,
  NODE_BYTES,
  needs,
  OWN_EVENTS,
  ownUse,
  rates,
  redisUse,
  TARGET_USE,
  WAIT_FOR_REQUEST_S,
  type Way,
} from '../scale/model.js';
import { expectSection } from './section.js';

const doc = new URL('../../docs/scale.md', import.meta.url);
const WRITTEN = '; `npm run update` rewrites it';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Two digits that matter, and a separator of thousands. */
function short(value: number): string {
  const digits = Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1)) - 1);
  const rounded = Math.round(value / 10 ** digits) * 10 ** digits;
  if (value >= 10) return rounded.toLocaleString('en-US');
  return String(Number(value.toPrecision(2)));
}

/** Of one core. */
const percent = (cores: number): string =>
  cores >= 1 ? `${short(cores)} cores` : cores < 0.001 ? '< 0.1%' : `${short(cores * 100)}%`;

function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const unit = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(bytes || 1) / 3)));
  return `${short(bytes / 1000 ** unit)} ${units[unit]}`;
}

const us = ({ median, min, max }: { median: number; min: number; max: number }): string =>
  `${short(median)} (${short(min)}–${short(max)})`;

const count = (number: number, one: string, several = `${one}s`) =>
  `${short(number)} ${number === 1 ? one : several}`;

/** What a load asks of the API, in a table of all ways, and in a column of the way's own table. */
const OF_API: Record<Way, (logins: number) => string> = {
  id: (logins) => `${short(logins / DEFAULT_LIMIT)} × the default limit`,
  webhook: (logins) => `1 event in ${short(logins / DEFAULT_LIMIT)} may be late`,
  sealed: () => 'no lookups',
};
const COLUMN: Record<Way, { head: string; of: (logins: number) => string }> = {
  id: {
    head: 'lookups a second',
    of: (logins) => `${short(logins)}: ${short(logins / DEFAULT_LIMIT)} × the limit`,
  },
  webhook: { head: 'may be late', of: (logins) => `1 in ${short(logins / DEFAULT_LIMIT)}` },
  sealed: { head: 'lookups', of: () => '0' },
};
const WAYS: readonly Way[] = ['id', 'webhook', 'sealed'];

test(`docs/scale.md says what a load needs${WRITTEN}`, () => {
  const rows = LOGINS.map((logins) => [
    short(logins),
    ...WAYS.map((way) => {
      const { processes, nodes, budget } = needs(way, logins);
      return [
        count(processes, 'process', 'processes'),
        ...(nodes > 0 ? [count(nodes, 'node of Redis', 'nodes of Redis')] : []),
        ...(budget > 1 ? ['no shared budget'] : budget > 0 ? ['one for the budget'] : []),
        OF_API[way](logins),
      ].join(', ');
    }),
  ]);
  const head = ['logins a second', 'by ID', 'by webhooks', 'by sealed results'];
  const assumed = `A process may use ${percent(TARGET_USE)} of a core; a node of Redis ${percent(TARGET_USE)} of one and ${size(NODE_BYTES)}.`;
  expectSection(doc, 'needs', `${table(head, rows)}\n\n${assumed}`);
});

const headOf = (way: Way) => [
  'instances',
  'logins a second',
  COLUMN[way].head,
  'CPU of each',
  'memory of each',
  'Redis: commands a second',
  'its CPU',
  'its memory',
  'gives way first',
];

/** The rows of a way, if the API allows its lookups. */
const rowsOf = (way: Way) =>
  INSTANCES.flatMap((instances) =>
    LOGINS.map((loginsPerSecond) => {
      const load = { way, instances, loginsPerSecond };
      const own = ownUse(load);
      const redis = redisUse(load);
      const first = firstToGiveWay(load);
      const shared =
        instances > 1 ? [short(redis.commands), percent(redis.cores), size(redis.bytes)] : ['none', '', ''];
      return [
        short(instances),
        short(loginsPerSecond),
        COLUMN[way].of(loginsPerSecond),
        percent(own.cores),
        size(own.bytes),
        ...shared,
        first ? `${first.what}, at ${short(first.at)}` : '',
      ];
    }),
  );

test.each(WAYS)(`docs/scale.md says what instances do by %s${WRITTEN}`, (way) => {
  expectSection(doc, way, table(headOf(way), rowsOf(way)));
});

test(`docs/scale.md says what one Redis can do${WRITTEN}`, () => {
  const [turns, gigabyteOfEvents] = [1e6 / COSTS.redisUs.turn.median, 1e9 / COSTS.bytes.event];
  const most = `a core of Redis gives about ${short(turns)} turns of the budget a second if it does nothing else, and 1 GB holds ${short(gigabyteOfEvents)} events`;
  expectSection(doc, 'most', `Roughly, ${most}.`);
});

test(`docs/scale.md says what instances do at the default limit${WRITTEN}`, () => {
  const rows = INSTANCES.map((instances) => {
    const each = LOGINS.map((loginsPerSecond) => {
      const load = { way: 'id', instances, loginsPerSecond, limitPerSecond: DEFAULT_LIMIT } as const;
      const { turn, report } = rates(load);
      return `${percent(ownUse(load).cores)}${instances > 1 ? `; ${short(turn + report)} commands` : ''}`;
    });
    return [short(instances), ...each];
  });
  const head = ['instances', ...LOGINS.map((logins) => `${short(logins)} logins a second`)];
  expectSection(doc, 'limited', table(head, rows));
});

test(`docs/scale.md says how many deliveries a process keeps${WRITTEN}`, () => {
  const [few, many] = LOGINS;
  const heldS = (logins: number) => `${short(OWN_EVENTS / logins)} s`;
  expectSection(
    doc,
    'kept',
    `By itself, a process keeps the newest ${OWN_EVENTS} events: the deliveries of ${heldS(few)} at ${short(few)} a second, and of ${heldS(many)} at ${short(many)}. An event that is gone when its request comes needs a lookup. The table is for [\`createMemoryEventCache\`](options.md#cache) with \`maxEvents\` for ${WAIT_FOR_REQUEST_S} s.`,
  );
});

test(`docs/scale.md names the costs that the bench measured${WRITTEN}`, () => {
  const { ways, instances, redisUs, bytes } = COSTS;
  const ofInstance = (kind: keyof typeof instances) => us(instances[kind].cpuUs);
  const own = [
    ['a check by ID', ofInstance('nothing shared'), ofInstance('claims, budget')],
    ['a delivery of a webhook, and the check', us(ways.webhook), ofInstance('claims, events by webhook')],
    ['a check of a sealed result', us(ways.sealed), ofInstance('claims, sealed results')],
    ['a check that the budget refuses', '', ofInstance('a budget that is spent')],
  ];
  const redis = [
    ['a claim', us(redisUs.claim), size(bytes.claim)],
    ['an event kept that a webhook delivered', us(redisUs.keepDelivered), size(bytes.event)],
    ['an event kept that was looked up', us(redisUs.keepEvent), size(bytes.event)],
    ['an event read', us(redisUs.readEvent), ''],
    ['a turn of the budget', us(redisUs.turn), ''],
    ['a report to the budget', us(redisUs.report), `${size(bytes.client)} a client`],
  ];
  const measured = `A process takes ${size(bytes.ownProcess)} before its first check, ${size(bytes.ownClaim)} a claim and ${size(bytes.ownEvent)} an event. Measured with Node.js ${COSTS.node} on: ${COSTS.cpu.replace(/\s+/g, ' ').trim()}. The median, with the lowest and the highest.`;
  expectSection(
    doc,
    'costs',
    [
      table(['CPU of a process, µs', 'nothing in Redis', 'with Redis'], own),
      table(['a command of Redis', 'its CPU, µs', 'memory'], redis),
      measured,
    ].join('\n\n'),
  );
});

test('the costs are those of a bench that ran to its end', () => {
  const ofInstances = Object.values(COSTS.instances).map(({ cpuUs }) => cpuUs);
  for (const costs of [COSTS.ways, COSTS.redisUs, ofInstances])
    for (const { min, median, max } of Object.values(costs)) {
      expect(min).toBeGreaterThan(0);
      expect([min, median, max]).toEqual([min, median, max].sort((a, b) => a - b));
    }
  for (const bytes of Object.values(COSTS.bytes)) expect(bytes).toBeGreaterThan(0);
});
