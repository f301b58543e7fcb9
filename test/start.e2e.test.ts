import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { attacks } from '../examples/nest-shop/src/visits.js';
import { type Child, startChild } from './support/child.js';
import { freePort } from './support/free-port.js';

// Each run looks first whether anything has to be built.
jest.setTimeout(120_000);

const END_MS = 5000;

let env: { PORT: string; EMULATOR_PORT: string };
let child: Child | undefined;

beforeEach(async () => {
  env = { PORT: String(await freePort()), EMULATOR_PORT: String(await freePort()) };
});
afterEach(() => child?.end('SIGKILL'));

const start = (...args: string[]): Child => {
  child = startChild(process.execPath, ['scripts/start.mjs', ...args], env);
  return child;
};

function listen(port: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(Number(port), '127.0.0.1', () => resolve(server));
  });
}

const isFree = (port: string): Promise<boolean> =>
  listen(port).then(
    (server) => new Promise((resolve) => server.close(() => resolve(true))),
    () => false,
  );

async function bothFree(): Promise<boolean> {
  return (await isFree(env.PORT)) && (await isFree(env.EMULATOR_PORT));
}

/** Waits until both ports are free, as long as an end may take. */
async function freedInTime(): Promise<boolean> {
  const deadline = Date.now() + END_MS;
  while (Date.now() < deadline) {
    if (await bothFree()) return true;
    await setTimeout(20);
  }
  return false;
}

async function expectServing(): Promise<void> {
  await child?.printed('The shop is open');
  const page = await fetch(`http://localhost:${env.PORT}`);
  expect(await page.text()).toContain('Fennel &amp; Finch');
  const inspector = `http://localhost:${env.PORT}/_fingerprint`;
  expect(child?.output()).toContain(`The inspector:     ${inspector}\n`);
  const { decisions } = (await (await fetch(`${inspector}/api/decisions`)).json()) as {
    decisions: unknown[];
  };
  expect(decisions.length).toBeGreaterThan(attacks.length);
}

/** The table of what happened to each visit. The age of the stale event is as long as the playback takes. */
const playback = (text: string): string | undefined =>
  / {5}visit .*\n( {2}[✓✗] .*\n)+/.exec(text)?.[0].replace(/\d+ min( \d+ s)? old/, 'x min old');

test('--once plays every visit, prints each, and ends with 0', async () => {
  const { exited, output } = start('--once');
  expect(await exited).toBe(0);
  expect(output().match(/✓/g)).toHaveLength(1 + attacks.length);
  expect(output()).not.toContain('✗');
  for (const { title } of attacks) expect(output()).toContain(title);
  expect(playback(output())).toBe(playback(readFileSync('README.md', 'utf8')));
  expect(await bothFree()).toBe(true);
});

test.each(['SIGTERM', 'SIGINT'] as const)('serves on until %s, and then frees both ports', async (signal) => {
  const { process, exited } = start();
  await expectServing();
  process.kill(signal);
  expect(await freedInTime()).toBe(true);
  expect(await exited).toBe(0);
});

test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)(
  'ends with npm, when npm alone gets %s',
  async (signal) => {
    child = startChild('npm', ['start'], env);
    await expectServing();
    child.process.kill(signal);
    expect(await freedInTime()).toBe(true);
  },
);

test.each(['PORT', 'EMULATOR_PORT'] as const)('says so and ends with 1 when %s is in use', async (name) => {
  const taken = await listen(env[name]);
  const { exited, output } = start('--once');
  expect(await exited).toBe(1);
  expect(output()).toContain(`Port ${env[name]} is in use: free it, or choose another with ${name}=…`);
  taken.close();
});

test('ends with 1 when it is stopped before the playback is over', async () => {
  const { process, exited, printed } = start('--once');
  await printed('Installing and building');
  process.kill('SIGTERM');
  expect(await exited).toBe(1);
});

test.each([
  [['--onec'], {}, "Unknown option '--onec'"],
  [[], { PORT: 'http' }, "PORT: expected a number from 1 to 65535, not 'http'"],
])('refuses %j with %j', async (args, variables, message) => {
  Object.assign(env, variables);
  const { exited, output } = start(...args);
  expect(await exited).toBe(1);
  expect(output()).toContain(message);
});
