import { availableParallelism } from 'node:os';
import { FRAMEWORKS, findCells } from './cells.js';
import { playDurableObject } from './durable-object.js';
import { playElysia } from './elysia-recipe.js';
import { exclusionsOf } from './exclusions.js';
import { playFunctions } from './functions.js';
import { playKv } from './kv.js';
import { Remote } from './remote.js';
import { Report } from './report.js';
import { addLeftOut, differences, keepResults, type LeftOut, type RuntimeResult } from './results.js';
import { runSuite } from './run-suite.js';
import { type Runtime, runtimesIn } from './start.js';
import { listOf, resultsOnNode } from './suite-result.js';
import { playWorkersDocument } from './workers-document.js';

const [cache = '', ...rest] = process.argv.slice(2);
const isUpdate = rest.includes('--update');
const only = rest.filter((arg) => arg !== '--update');
const { runtimes, startElysia, startFunctions, ...documents } = runtimesIn(cache);

/** Plays everything on one runtime, and reports the results. */
async function play(key: string, runtime: Runtime, report: Report): Promise<RuntimeResult> {
  const running = await runtime.start();
  const remote = new Remote(running.url);
  await remote.listen();
  try {
    const { name, version } = runtime;
    const cells: Record<string, string> = {};
    const leftOut: LeftOut = {};
    for (const framework of FRAMEWORKS) {
      const target = remote.target(`${framework} on ${name}`, framework);
      const behaviours = await runSuite(target, exclusionsOf(key, framework));
      addLeftOut(leftOut, framework, behaviours);
      cells[`the suite over \`${framework}\``] = report.addSuite(framework, behaviours) ? 'holds' : 'fails';
    }
    if (key === 'node') report.add('functions of Vercel and Netlify', await playFunctions(startFunctions));
    if (key === 'bun') report.add('the recipe for Elysia', await playElysia(startElysia));
    if (key === 'miniflare') {
      const { startWorkersDocument, startDurableWorkersDocument } = documents;
      report.add('the Worker of docs/start-workers.md', await playWorkersDocument(startWorkersDocument));
      report.add(
        'that Worker, with a Durable Object',
        await playWorkersDocument(startDurableWorkersDocument),
      );
      report.add('Workers KV as the replay store', await playKv(running.url));
    }
    if (key === 'miniflare' || key === 'workerd')
      report.add('a Durable Object as the replay store', await playDurableObject(running.url));
    return { name, version, cells: { ...cells, ...(await findCells(runtime, remote)) }, leftOut };
  } finally {
    remote.close();
    await running.close();
  }
}

interface Played {
  report: Report;
  /** Undefined if it was not played to its end. */
  result?: RuntimeResult;
}

/** Longer than a runtime takes on a machine that is busy with something else, ms. */
const TIMEOUT_MS = 900_000;

const tooLate = () =>
  new Promise<never>((_resolve, reject) => {
    setTimeout(reject, TIMEOUT_MS, new Error('it is not at its end in time')).unref();
  });

async function playAndCompare(key: string, runtime: Runtime): Promise<Played> {
  const report = new Report(`${runtime.name} ${runtime.version}`);
  try {
    const result = await Promise.race([play(key, runtime, report), tooLate()]);
    if (!isUpdate) report.compare(result, differences(result));
    return { report, result };
  } catch (error) {
    report.fail('is played to its end', error);
    return { report };
  }
}

/** Plays all, as many at once as there are processors for: each takes one, and the suite another. */
async function playRuntimes(): Promise<Played[]> {
  const played: Played[] = [];
  const left = Object.entries(runtimes)
    .filter(([key]) => only.length === 0 || only.includes(key))
    .entries();
  const playNext = async () => {
    for (const [index, [key, runtime]] of left) played[index] = await playAndCompare(key, runtime);
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, playNext));
  return played;
}

const reports = await playRuntimes();
for (const { report } of reports) report.print();
if (isUpdate && only.length === 0) keepResults(reports.flatMap(({ result }) => result ?? []));

console.log('\nThe conformance suite, everywhere:');
const onNode = resultsOnNode();
console.log(listOf([...onNode, ...reports.flatMap(({ report }) => report.suites)]).join('\n'));
if (onNode.length === 0) console.log('  A whole run of `npm test` adds all frameworks on Node, Next too.');

const sum = (count: (report: Report) => number) =>
  reports.reduce((total, { report }) => total + count(report), 0);
const failed = sum((report) => report.failed);
console.log(`\n${sum((report) => report.passed)} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
