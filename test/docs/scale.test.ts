import { expect, test } from '@jest/globals';
import {
  budgetRates,
  COSTS,
  checkCores,
  DEFAULT_LIMIT,
  ownUse,
  redisUse,
  turnsOfOneRedis,
} from '../scale/model.js';
import { expectSection } from './section.js';

const doc = new URL('../../docs/scale.md', import.meta.url);
const WRITTEN = '; `npm run update` rewrites it';

const LOGINS = [10, 1000, 100_000];
const INSTANCES = [1, 10, 1000];

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

test(`docs/scale.md names the costs that the bench measured${WRITTEN}`, () => {
  const { ways, redisUs, bytes } = COSTS;
  const rows = [
    [
      'a check by ID',
      us(ways.id),
      `${size(bytes.ownEvent)} for the event, ${size(bytes.ownClaim)} for the claim`,
    ],
    ['a check of a sealed result', us(ways.sealed), `${size(bytes.ownClaim)} for the claim`],
    ['a webhook and the check of its event', us(ways.webhook), 'as by ID'],
    ['Redis: a claim', us(redisUs.claim), size(bytes.claim)],
    ['Redis: an event kept, read', `${us(redisUs.keepEvent)}, ${us(redisUs.readEvent)}`, size(bytes.event)],
    [
      'Redis: a turn of the budget',
      us(redisUs.turn),
      `${size(bytes.client)} for each client of the last minutes`,
    ],
    ['Redis: a report to the budget', us(redisUs.report), ''],
  ];
  const measured = `Measured with Node.js ${COSTS.node} on: ${COSTS.cpu.replace(/\s+/g, ' ').trim()}. The median, with the lowest and the highest.`;
  expectSection(doc, 'costs', `${table(['what', 'CPU, µs', 'memory'], rows)}\n\n${measured}`);
});

test(`docs/scale.md says what each way takes of the API and of processors${WRITTEN}`, () => {
  const rows = LOGINS.map((logins) => {
    const { id, webhook, sealed } = checkCores(logins);
    const limit = logins / DEFAULT_LIMIT;
    return [
      short(logins),
      `${short(logins)}, ${short(limit)} × the default limit`,
      percent(id),
      percent(webhook),
      percent(sealed),
    ];
  });
  const head = ['logins a second', 'lookups a second by ID', 'CPU by ID', 'by webhooks', 'by sealed results'];
  expectSection(doc, 'ways', table(head, rows));
});

test(`docs/scale.md says what Redis carries${WRITTEN}`, () => {
  const rows = LOGINS.map((logins) => {
    const { claims, events, budget } = redisUse({ instances: 10, loginsPerSecond: logins });
    const use = ({ perSecond, cores, bytes }: { perSecond: number; cores: number; bytes?: number }) =>
      [`${short(perSecond)} a second`, percent(cores), ...(bytes ? [size(bytes)] : [])].join(', ');
    return [short(logins), use(claims), use(events), use(budget)];
  });
  const most = `One node gives about ${short(turnsOfOneRedis())} turns a second if it does nothing else.`;
  const head = ['logins a second', 'claims', 'events', 'budget, of ten instances'];
  expectSection(doc, 'redis', `${table(head, rows)}\n\n${most}`);
});

test(`docs/scale.md says what instances do${WRITTEN}`, () => {
  const rows = INSTANCES.flatMap((instances) =>
    LOGINS.map((loginsPerSecond) => {
      const load = { instances, loginsPerSecond, limitPerSecond: DEFAULT_LIMIT };
      const { lookups, turns, reports } = budgetRates(load);
      const own = ownUse(load);
      return [
        short(instances),
        short(loginsPerSecond),
        `${short(lookups)} of ${short(loginsPerSecond)}`,
        short(turns + reports),
        percent(own.cores),
        own.isFull ? `${size(own.bytes)}, full` : size(own.bytes),
        `${short(DEFAULT_LIMIT / instances)} a second`,
      ];
    }),
  );
  const head = [
    'instances',
    'logins a second',
    'lookups a second',
    "budget's commands a second",
    'CPU of each',
    'its memory for claims and events',
    'its share while Redis is down',
  ];
  expectSection(doc, 'instances', table(head, rows));
});

test('the costs are those of a bench that ran to its end', () => {
  for (const costs of [COSTS.ways, COSTS.redisUs])
    for (const { min, median, max } of Object.values(costs)) {
      expect(min).toBeGreaterThan(0);
      expect([min, median, max]).toEqual([min, median, max].sort((a, b) => a - b));
    }
  for (const bytes of Object.values(COSTS.bytes)) expect(bytes).toBeGreaterThan(0);
});
