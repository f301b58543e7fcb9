import { replayStoreConformance } from '@fingerprint-guard/testing';
import { playElysia } from './elysia-recipe.js';
import { noticesGoneClient } from './gone-client.js';
import { Remote } from './remote.js';
import { type RuntimeResult, writeResults } from './results.js';
import { type Behaviour, playAll, runSuite } from './run-suite.js';
import { RUNTIMES } from './start.js';

const [cache = '', ...only] = process.argv.slice(2);

/** What the suite asks of the server's own process. */
const IN_PROCESS = {
  'sends headers in their order': 'a Request does not keep the order of headers',
  'a client that is gone:': "it looks at the server's own end of a connection",
  'keeps the policy that a route requires': 'it changes the policies of the guard itself',
};
const ALWAYS_SET = {
  'the header of a platform, absent': 'cf-connecting-ip is set by the runtime in front of every request',
};
const NO_CONNECTION = 'Hono is told of no connection on Workers, so there is no proxy to trust';
/** By runtime, and by framework on it. */
const EXCLUDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'workerd web': ALWAYS_SET,
  'workerd hono': {
    ...ALWAYS_SET,
    'the address that the trusted proxy saw counts': NO_CONNECTION,
    'a forged left-most address never wins': NO_CONNECTION,
    'a forged header of its own never wins': NO_CONNECTION,
    'a chain of trusted proxies': NO_CONNECTION,
    'no forwarding header: the socket counts': NO_CONNECTION,
    'an IPv6 address': NO_CONNECTION,
    'an IPv4-mapped IPv6 address': NO_CONNECTION,
    'an address with a port': NO_CONNECTION,
    'a proxy that is not trusted': NO_CONNECTION,
    'a forged address does not get past': NO_CONNECTION,
  },
};

/** Runtimes that tell nobody of a client that is gone. */
const NOTICES_NONE = ['workerd'];

let failures = 0;
const results: RuntimeResult[] = [];

/** Prints what came of behaviours, and tells if all that are applicable hold. */
function print(name: string, behaviours: readonly Behaviour[]): boolean {
  const of = (outcome: Behaviour['outcome']) =>
    behaviours.filter((behaviour) => behaviour.outcome === outcome);
  const [held, failed, left] = [of('holds'), of('fails'), of('not applicable')];
  failures += failed.length;
  const counts = `${held.length} behaviours hold, ${failed.length} do not, ${left.length} are not applicable`;
  console.log(`  ${name}: ${counts}`);
  for (const { title, why } of failed) console.log(`    ✕ ${title}\n${why}`);
  for (const { title, why } of left) console.log(`    – ${title} (${why})`);
  return failed.length === 0;
}

/** The recipe of the documents, over a Durable Object. */
async function playDurableObject(url: string): Promise<void> {
  const claim = async (key: string, ttlMs: number): Promise<boolean> => {
    const answer = await fetch(`${url}/__claim`, { method: 'POST', body: JSON.stringify({ key, ttlMs }) });
    return (await answer.json()) as boolean;
  };
  let tests = 0;
  const create = () => {
    const test = tests++;
    return { store: { claim: (key: string, ttlMs: number) => claim(`${test}:${key}`, ttlMs) }, close() {} };
  };
  const target = { name: 'a Durable Object', create };
  print(
    'a Durable Object as the replay store',
    await playAll((runner) => replayStoreConformance(target, runner)),
  );
  const found = (await (await fetch(`${url}/__doctor`)).json()) as string[];
  const warns = found.includes('FP_DOCTOR_MEMORY_REPLAY_STORE warning');
  console.log(`  the doctor warns of a replay store in memory: ${warns ? 'yes' : 'no'}`);
  if (!warns) failures++;
}

for (const [key, start] of Object.entries(RUNTIMES)) {
  if (only.length > 0 && !only.includes(key)) continue;
  const runtime = await start(cache);
  const remote = new Remote(runtime.url);
  await remote.listen();
  const { name, version } = runtime;
  const result: RuntimeResult = { name, version, frameworks: {} };
  results.push(result);
  console.log(`\n${name} ${version}`);
  for (const framework of ['web', 'hono']) {
    const target = remote.target(`${framework} on ${name}`, framework);
    const behaviours = await runSuite(target, { ...IN_PROCESS, ...EXCLUDED[`${key} ${framework}`] });
    const holds = print(framework, behaviours);
    const notices = await noticesGoneClient(remote, framework);
    console.log(
      `  ${framework}: a client that goes away while it is judged is noticed: ${notices ? 'yes' : 'no'}`,
    );
    if (notices === NOTICES_NONE.includes(key)) failures++;
    result.frameworks[framework] = { holds, noticesGoneClient: notices };
  }
  if (key === 'bun') print('the recipe for Elysia', await playElysia(cache));
  if (key === 'workerd') await playDurableObject(runtime.url);
  remote.close();
  await runtime.close();
}
if (only.length === 0) writeResults(results);
process.exit(failures === 0 ? 0 : 1);
