import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type PlayedVisit, playAll } from '../src/playback.js';
import { playbackTable } from '../src/playback-table.js';
import { attacks, honestVisit } from '../src/visits.js';
import { type RunningShop, runShop } from './running-shop.js';

let running: RunningShop;
let played: PlayedVisit[];

beforeAll(async () => {
  running = await runShop();
  played = await playAll({ shopUrl: running.shop.url, emulatorUrl: running.emulator.url });
});
afterAll(() => running.close());

test('lets the honest visitor in, with nothing noted against it', () => {
  const [honest] = played;
  expect(honest).toMatchObject({ status: 201, decision: { action: 'allow', reasons: [], observed: [] } });
});

test.each(attacks)('stops $name, by the rule that is meant to', ({ name, expected }) => {
  const found = played.find(({ visit }) => visit.name === name);
  expect(found).toMatchObject({ right: true, status: 403, decision: { action: expected.action } });
  expect(found?.decision?.action).not.toBe('allow');
  expect(found?.decision?.reasons[0]?.rule).toBe(expected.rule);
});

test('lists every visit on a line of its own, with why it came out as it did', () => {
  const lines = playbackTable(played).split('\n');
  expect(lines).toHaveLength(1 + played.length);
  expect(lines[1]).toMatch(/✓ +Honest visitor +201 +allowed +no rule matched/);
  expect(lines.find((line) => line.includes('Replay'))).toMatch(
    /✓ .* 403 +denied +the event was used before/,
  );
});

test('marks a visit that came out wrong, with what was expected', () => {
  const [honest] = played;
  if (!honest) throw new Error('nothing was played');
  const bot = attacks.find(({ name }) => name === 'bot') ?? honestVisit;
  expect(playbackTable([{ ...honest, visit: bot, right: false }])).toContain(
    'expected: 403, denied by bad-bot; but no rule matched',
  );
});
