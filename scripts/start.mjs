import { once as onceEmitted } from 'node:events';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { root, startNode } from './workspace.mjs';

/** The interval at which a vanished parent is looked for, ms. */
const PARENT_CHECK_MS = 500;

const { once, ports } = readCommand();
let building;
let finished = false;

// The emulator and the shop run in this very process, so their ports are freed however it ends.
process.once('exit', () => building && endGroup(building));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, leave);
if (process.env.npm_lifecycle_event === 'start') leaveWithParent();

for (const variable of Object.keys(ports)) await tryPort(variable);
await buildAll();
const { startEmulator } = await import('../packages/emulator/dist/esm/index.js');
const example = (file) => import(`../examples/nest-shop/dist/${file}.js`);
const [{ startShop }, { readSettings }, { playAll }, { playbackTable }] = await Promise.all(
  ['shop', 'settings', 'playback', 'playback-table'].map(example),
);

const emulator = await startEmulator({ port: ports.EMULATOR_PORT }).catch((error) =>
  fail('EMULATOR_PORT', error),
);
// The table shows the reasons; a log line for each request would clutter it.
process.env.FINGERPRINT_GUARD_DEBUG ??= '0';
const shop = await startShop(
  readSettings({
    PORT: String(ports.PORT),
    FINGERPRINT_BASE_URL: emulator.url,
    FINGERPRINT_SECRET_API_KEY: emulator.secretApiKey,
    NODE_ENV: process.env.NODE_ENV,
  }),
).catch((error) => fail('PORT', error));

console.log(`\nThe honest visitor and each attack, played against ${shop.url}:\n`);
const played = await playAll({ shopUrl: shop.url, emulatorUrl: emulator.url });
console.log(playbackTable(played));
const right = played.filter((visit) => visit.right).length;
console.log(`\n${right} of ${played.length} as expected.`);
finished = true;

if (once) {
  await shop.close();
  await emulator.close();
  process.exit(right === played.length ? 0 : 1);
}
console.log(`
The shop is open:  ${shop.url}
The inspector:     ${shop.inspectorUrl ?? 'none in production'}
The emulator:      ${emulator.url}

Press Ctrl+C to stop both.`);

function readCommand() {
  try {
    const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
    return {
      once: values.once,
      ports: { PORT: readPort('PORT', 3000), EMULATOR_PORT: readPort('EMULATOR_PORT', 4870) },
    };
  } catch (error) {
    console.error(
      `${error.message}\nUsage: npm start [-- --once], with PORT and EMULATOR_PORT from the environment`,
    );
    process.exit(1);
  }
}

function readPort(name, standard) {
  const port = Number(process.env[name] || standard);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Error(`${name}: expected a number from 1 to 65535, not '${process.env[name]}'`);
}

/** Ends with a message at once, rather than after the first build, if a port is in use. */
async function tryPort(variable) {
  const server = createServer().listen(ports[variable], '127.0.0.1');
  await onceEmitted(server, 'listening').catch((error) => fail(variable, error));
  server.close();
  await onceEmitted(server, 'close');
}

/** Installs and builds in its own process group, which can be ended as a whole. */
async function buildAll() {
  console.log('Installing and building …');
  building = startNode([`${root}/scripts/build.mjs`], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const code = await new Promise((resolve) => building.once('exit', resolve));
  building = undefined;
  if (code !== 0) process.exit(1);
}

function endGroup(leader) {
  try {
    process.kill(-leader.pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}

function fail(variable, error) {
  const taken = [error.code, error.cause?.code].includes('EADDRINUSE');
  console.error(
    taken
      ? `Port ${ports[variable]} is in use: free it, or choose another with ${variable}=…`
      : error.message,
  );
  process.exit(1);
}

function leave() {
  process.exit(finished && !once ? 0 : 1);
}

/** npm passes signals on to its child, but not the one that kills npm itself. */
function leaveWithParent() {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && leave(), PARENT_CHECK_MS).unref();
}
