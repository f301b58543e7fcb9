import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import type { DecisionRecord } from '@fingerprint-guard/core';
import { comparePolicies } from '@fingerprint-guard/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import fc from 'fast-check';
import type { BacktestResult } from '../src/backtest/backtest-tally.js';
import { type ProgramOptions, runProgram } from '../src/command-line.js';
import { createFolder } from './folder.js';
import { policies, visits } from './policies-and-visits.js';
import { DAY_MS, NOON, recordOf } from './records.js';
import { collector } from './run.js';

const folder = createFolder();
const path = (place: string) => fileURLToPath(new URL(place, import.meta.url));

/** The messages of the workers of these tests. */
const messages: unknown[] = [];
const NAME = `fingerprint-guard-threads-${process.pid}`;
let channel: BroadcastChannel;

/** The module of workers, which also says when it is ready and when it counts. */
const module = pathToFileURL(folder.at('worker.mjs'));

beforeAll(async () => {
  await build({
    entryPoints: [path('../src/threads/worker.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    alias: { '@fingerprint-guard/core': path('../../core/src/index.ts') },
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    footer: {
      js: `import { BroadcastChannel as Channel, parentPort as port } from 'node:worker_threads';
        const channel = new Channel('${NAME}');
        channel.unref();
        port.on('message', () => channel.postMessage('counts'));
        channel.postMessage('ready');`,
    },
    outfile: fileURLToPath(module),
  });
  channel = new BroadcastChannel(NAME);
  channel.onmessage = (event: unknown) => void messages.push((event as MessageEvent).data);
});
afterAll(() => {
  channel?.close();
  folder.remove();
});

const countOf = (message: string) => messages.filter((each) => each === message).length;

/** Waits for something that happens in another thread. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
  // What has been said before has arrived now.
  await new Promise(setImmediate);
}

/** More than a batch. */
const START_BYTES = 5_000_000;

/** A pipe whose writer goes on once all workers are ready. */
async function* pipe(content: Buffer, workers: number): AsyncGenerator<Buffer> {
  yield content.subarray(0, START_BYTES);
  await until(() => countOf('ready') === workers);
  yield content.subarray(START_BYTES);
}

/** Runs a command on lines from a pipe, with workers that have something to count, or without any. */
async function runWith(
  count: number,
  args: readonly string[],
  content: Buffer,
  options: ProgramOptions = {},
) {
  messages.length = 0;
  const [stdout, stderr] = [collector(), collector()];
  const code = await runProgram(args, {
    stdin: Readable.from(pipe(content, count), { objectMode: false }),
    stdout,
    stderr,
    env: {},
    workers: count === 0 ? undefined : { module, count, ownBytes: 0 },
    ...options,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** The lines of records, each large, so that few of them are several batches. */
const largeLines = (records: readonly DecisionRecord[]) =>
  records.map((record) => `${JSON.stringify({ ...record, padding: 'x'.repeat(40_000) })}\n`);

describe('workers', () => {
  test('find what comparePolicies finds, however many there are, and name the same lines', async () => {
    await fc.assert(
      fc.asyncProperty(
        policies,
        policies,
        fc.array(visits, { minLength: 10, maxLength: 30 }),
        async (before, after, parts) => {
          const records = Array.from({ length: 350 }, (_, index) => {
            // Each labelled visitor has a decision before its labels.
            const part = index < 3 ? {} : parts[index % parts.length];
            const event = { ...part?.event, visitorId: `visitor-${index % 7}` };
            return recordOf({ ...part, id: `d-${index}`, event });
          });
          const lines = largeLines(records);
          const wrong = [3, 60, 190, 199, 340];
          for (const line of wrong) lines.splice(line - 1, 0, 'junk\n');
          const content = Buffer.from(`\uFEFF${lines.join('')}`);
          const [old, other] = [folder.write('before.json', before), folder.write('after.json', after)];
          const labels = folder.write(
            'labels.csv',
            `visitorId,decisionId,label,at,amount
            visitor-1,,fraud,${new Date(NOON + 2 * DAY_MS).toISOString()},7.5
            visitor-1,,good,,
            visitor-2,,good,,1
            ,d-300,fraud,,20
            nobody,,fraud,,`.replaceAll(' ', ''),
          );
          const backtest = [
            'backtest',
            '-',
            '--policy',
            other,
            '--against',
            old,
            '--labels',
            labels,
            '--json',
          ];
          for (const args of [backtest, ['report', '-', '--json']]) {
            const alone = await runWith(0, args, content);
            for (const count of [1, 4]) {
              expect(await runWith(count, args, content)).toEqual(alone);
              expect(countOf('counts')).toBeGreaterThan(1);
            }
            const result = JSON.parse(alone.stdout);
            expect(result).toMatchObject({
              records: records.length,
              unreadable: { named: wrong.map((line) => ({ line, message: 'not JSON' })) },
            });
            if (args !== backtest) continue;
            const { total, actions, blocked, changes } = comparePolicies(before, after, records);
            expect(result).toMatchObject({ decisions: total, actions, blocked, labelled: { unmatched: 1 } });
            for (const { rule, examples } of result.rules as BacktestResult['rules']) {
              const caused = changes.filter(({ rules }) => rules.some((reason) => reason.rule === rule));
              const first = caused.slice(0, 3).map(({ id }) => id);
              expect([rule, examples.map(({ id }) => id)]).toEqual([rule, first]);
            }
          }
        },
      ),
      // A smaller example would take minutes to find.
      { numRuns: 2, endOnFailure: true },
    );
  });

  test('count files of every kind like one thread, and leave a small input to it', async () => {
    const records = Array.from({ length: 250 }, (_, index) =>
      recordOf({ id: `d-${index}`, signals: { incognito: index % 3 === 0 } }),
    );
    const lines = largeLines(records).join('');
    folder.write('large-1.jsonl', lines);
    folder.write('large-2.jsonl.gz', gzipSync(lines));
    folder.write('large-3.jsonl', lines.trimEnd());
    const args = ['report', folder.at('large-*'), '--json'];
    const alone = await runWith(0, args, Buffer.alloc(0));
    expect(JSON.parse(alone.stdout)).toMatchObject({ files: 3, records: 750, unreadable: { count: 0 } });
    expect(await runWith(4, args, Buffer.alloc(0))).toEqual(alone);
    const workers = {
      module: new URL('data:text/javascript,throw new Error()'),
      count: 2,
      ownBytes: 40_000_000,
    };
    expect(await runWith(0, args, Buffer.alloc(0), { workers })).toEqual(alone);
  });

  test('end with Ctrl-C, also while they count', async () => {
    const content = Buffer.from(largeLines(Array.from({ length: 350 }, () => recordOf())).join(''));
    const [stdin, interruption] = [new PassThrough(), new AbortController()];
    const ended = runWith(2, ['report', '-'], content, { stdin, signal: interruption.signal });
    stdin.write(content.subarray(0, START_BYTES));
    await until(() => countOf('ready') === 2);
    stdin.write(content.subarray(START_BYTES));
    await until(() => countOf('counts') > 0);
    interruption.abort();
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: '' });
  });

  test('that fail end the command: no part of the log is left out', async () => {
    const source = `import { BroadcastChannel, parentPort } from 'node:worker_threads';
      const channel = new BroadcastChannel('${NAME}');
      parentPort.on('message', () => { throw new Error('out of memory'); });
      parentPort.postMessage('ready');
      channel.postMessage('ready');`;
    const failing = pathToFileURL(folder.write('failing.mjs', source));
    const content = Buffer.from(largeLines(Array.from({ length: 350 }, () => recordOf())).join(''));
    const workers = { module: failing, count: 1, ownBytes: 0 };
    await expect(runWith(1, ['report', '-'], content, { workers })).rejects.toThrow('out of memory');
  });
});
