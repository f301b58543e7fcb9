import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import zlib, { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadExtension } from '../src/decisions/remote.js';
import { UsageError } from '../src/usage-error.js';
import { createFolder } from './folder.js';
import { asLines, DAY_MS, NOON, type RecordParts, recordOf } from './records.js';
import { collector, json, piped, run } from './run.js';

const folder = createFolder();
afterAll(() => folder.remove());

interface Report {
  files: number;
  records: number;
  leftOut: number;
  unreadable: { count: number; named: { file: string; line?: number; message: string }[] };
  policies: { policy: string; decisions: number; actions: object; rules: { rule: string }[] }[];
}

const report = (...args: string[]) => json<Report>(['report', ...args]);

/** Runs DuckDB statements, like users who create files with it. */
async function duckDb(...statements: string[]): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
}

const PARTS: RecordParts[] = [
  { id: '0f1b6b2e-5b0a-4f0e-9d5e-6c1b7f8a9d10' },
  { signals: { incognito: true }, event: { tags: { plan: 'gold', seats: 3 } } },
  { signals: { bot: 'bad' }, at: NOON + DAY_MS, request: { method: 'GET', path: '/a' } },
  { signals: { reference: 'missing' }, at: NOON + 2 * DAY_MS },
  { signals: { lookup: 'unavailable', lookupCause: 'timeout' } },
];
const records = PARTS.map((parts, index) => recordOf({ id: `d-${index}`, ...parts }));
const lines = asLines(records);

describe('decisions', () => {
  const plain = folder.write('log.jsonl', lines);

  test('are the same in every format, by name or by option', async () => {
    folder.write('log.jsonl.gz', gzipSync(lines));
    await duckDb(
      `COPY (SELECT line FROM read_csv('${plain}', columns = {'line': 'VARCHAR'}, delim = '\u0001', quote = '', header = false, auto_detect = false))
       TO '${folder.at('log.jsonl.zst')}' (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\u0001', COMPRESSION zstd)`,
      `COPY (FROM read_json('${plain}')) TO '${folder.at('log.parquet')}'`,
      `COPY (SELECT * EXCLUDE ("at", signals, event), make_timestamp_ms("at"::BIGINT) AS "at", to_json(signals)::VARCHAR AS signals, to_json(event)::VARCHAR AS event
        FROM read_json('${plain}')) TO '${folder.at('text.parquet')}'`,
      `COPY (SELECT 30 AS level, r AS decision FROM read_json('${plain}') AS r) TO '${folder.at('logger.parquet')}'`,
    );
    folder.write(
      'logger.jsonl',
      asLines(records.map((decision) => ({ level: 30, msg: 'decided', decision }))),
    );
    folder.write('zipped.log', gzipSync(lines));
    // The content of a file counts, whatever its name.
    folder.write('plain.jsonl.gz', lines);
    folder.write('rotated.1', readFileSync(folder.at('log.parquet')));

    const expected = await report(plain);
    expect(expected).toMatchObject({ records: 5, unreadable: { count: 0 } });
    const same = [
      'log.jsonl.gz',
      'log.jsonl.zst',
      'log.parquet',
      'text.parquet',
      'logger.parquet',
      'logger.jsonl',
      'zipped.log',
      'plain.jsonl.gz',
      'rotated.1',
    ];
    for (const name of same) expect([name, await report(folder.at(name))]).toEqual([name, expected]);
    expect(await report(folder.at('zipped.log'), '--format', 'ndjson.gz')).toEqual(expected);
  });

  test('come from several files and globs, also of names with characters of globs', async () => {
    folder.write('day-1.ndjson', lines);
    folder.write('day-2.ndjson', lines);
    const odd = folder.write("it's [1]*.ndjson", lines);
    folder.write("it's 1 too.ndjson", lines);
    const found = await report(folder.at('day-*.ndjson'), odd);
    expect(found).toMatchObject({ files: 3, records: 15 });
    const twice = await report(
      folder.at('day-1.ndjson'),
      folder.at('day-*.ndjson'),
      `${folder.at('.')}/day-2.ndjson`,
    );
    expect(twice).toMatchObject({ files: 2, records: 10 });
  });

  test('are filtered by policy, by time, and by what a route required', async () => {
    const log = folder.write(
      'mixed.jsonl',
      asLines([
        recordOf({ record: { policy: 'login' } }),
        recordOf({ record: { policy: 'login' }, required: false }),
        recordOf({ record: { policy: 'pay' }, at: NOON + DAY_MS }),
      ]),
    );
    const left = async (...args: string[]) => {
      const { records, leftOut } = await report(log, ...args);
      return [records, leftOut];
    };
    expect(await left()).toEqual([3, 0]);
    expect(await left('--only-policy', 'login')).toEqual([2, 1]);
    expect(await left('--required')).toEqual([2, 1]);
    expect(await left('--since', '2026-05-02')).toEqual([1, 2]);
    expect(await left('--until', '2026-05-02')).toEqual([2, 1]);
    // Without a zone, a time is in UTC, wherever the command runs.
    expect(await left('--since', '2026-05-01 12:00')).toEqual([3, 0]);
    expect(await left('--since', '2026-05-01T12:00:01')).toEqual([1, 2]);
    expect(await left('--since', '2026-05-01T14:00+02:00')).toEqual([3, 0]);
    expect(await left('--only-policy', 'login', '--required')).toEqual([1, 2]);
    const text = async (...args: string[]) => (await run([...args, log, '--only-policy', 'nobody'])).stdout;
    expect(await text('report')).toContain('0 decisions, in 1 file; 3 records left out by the options\n');
    expect(await text('backtest', '--policy', 'strict')).toContain('Left out by the options: 3 records.\n');
  });
});

describe('a line that is no record', () => {
  test.each<[field: string, values: unknown[], of: (value: unknown) => object]>([
    ['shadow', ['constructor', 'toString', 5, undefined], (action) => ({ shadow: { policy: 'x', action } })],
    ['shadow', [5, { toString: 1 }, null], (policy) => ({ shadow: { policy, action: 'deny' } })],
    [
      'request.route',
      [{ toString: 1 }, {}, ['a'], 5],
      (route) => ({ request: { method: 'POST', path: '/', route } }),
    ],
  ])('is one whose field %s is of another type: %j', async (field, values, of) => {
    const lines = values.map((value) => recordOf({ record: of(value) as never }));
    const { code, stdout } = await run([
      'report',
      folder.write(`${field}-${values.length}.jsonl`, asLines([...lines, recordOf()])),
      '--json',
    ]);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 1,
      records: 1,
      unreadable: {
        count: values.length,
        named: values.map(() => ({ message: `its field ${field} is not that of a record` })),
      },
    });
  });

  const record = JSON.stringify(recordOf());
  const junk: [string | Buffer, string | undefined][] = [
    [record, undefined],
    ['', undefined],
    ['{"level":30,"msg":"listening"}', 'not a record of a decision'],
    [Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'not UTF-8'],
    [record.slice(0, 500), 'not JSON'],
    [`"${'x'.repeat(1_100_000)}"`, 'longer than 1 MB: expected one record per line'],
    [`"${'x'.repeat(3_000_000)}"`, 'longer than 1 MB: expected one record per line'],
    [`"${'x'.repeat(13_000_000)}"`, 'longer than 1 MB: expected one record per line'],
    ['null', 'not a record of a decision'],
    [record, undefined],
    [JSON.stringify(recordOf({ record: { v: 2 as never } })), 'a record of version 2, not 1'],
    [JSON.stringify(recordOf({ record: { v: undefined as never } })), 'a record without a version'],
    [JSON.stringify(recordOf({ record: { at: 'today' as never } })), 'its field at is not that of a record'],
    [
      JSON.stringify(recordOf({ record: { reasons: [{}] as never } })),
      'its field reasons is not that of a record',
    ],
    [
      JSON.stringify(recordOf({ record: { signals: 'vpn' as never } })),
      'its field signals is not that of a record',
    ],
    [
      JSON.stringify(recordOf({ record: { blocked: 'false' as never } })),
      'its field blocked is not that of a record',
    ],
    [
      JSON.stringify(recordOf({ record: { required: 1 as never } })),
      'its field required is not that of a record',
    ],
    [
      JSON.stringify(recordOf({ record: { mode: 'off' as never } })),
      'its field mode is not that of a record',
    ],
    [
      JSON.stringify(recordOf({ record: { erased: 'event' as never } })),
      'its field erased is not that of a record',
    ],
    ['a\u0001b', 'not JSON'],
    [record, undefined],
  ];
  const bytes = Buffer.concat(junk.flatMap(([line]) => [Buffer.from(line), Buffer.from('\n')]));
  const wrong = junk.flatMap(([, message], index) => (message ? [{ line: index + 1, message }] : []));

  test.each([
    ['junk.jsonl', bytes],
    ['junk.jsonl.gz', gzipSync(bytes)],
  ])(
    'is counted and listed by its line in %s, does not stop the reading, and makes the exit code 1',
    async (name, content) => {
      const file = folder.write(name, content);
      const { code, stdout, stderr } = await run(['report', file, '--json']);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        records: 3,
        unreadable: { count: wrong.length, named: wrong.map((problem) => ({ file, ...problem })) },
      });
      expect(stderr).toBe(
        [
          `${wrong.length} lines are not counted:`,
          ...wrong.map(({ line, message }) => `  ${file}:${line}: ${message}`),
          '',
        ].join('\n'),
      );
    },
  );

  test('is the same in a pipe', async () => {
    const { code, stdout } = await run(['report', '-', '--json'], piped(bytes));
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 1,
      records: 3,
      unreadable: { count: wrong.length, named: wrong.map((problem) => ({ file: 'stdin', ...problem })) },
    });
  });

  test('is named by its line deep in a file, the first of many', async () => {
    const many = Array.from({ length: 40_000 }, (_, index) => (index % 8_000 === 7_999 ? 'junk' : record));
    const file = folder.write('deep.jsonl', many.map((line) => `${line}\n`).join(''));
    const { stdout } = await run(['report', file, '--json']);
    const { records, unreadable } = JSON.parse(stdout) as Report;
    expect(records).toBe(39_995);
    expect(unreadable.named.map(({ line }) => line)).toEqual([8_000, 16_000, 24_000, 32_000, 40_000]);
    const all = folder.write('all-junk.jsonl', 'junk\n'.repeat(300));
    const outcome = await run(['report', all, '--json']);
    expect((JSON.parse(outcome.stdout) as Report).unreadable).toMatchObject({ count: 300 });
    expect(outcome.stderr).toContain('… and 280 more');
  });

  test.each([
    ['its end is missing', (packed: Buffer) => packed.subarray(0, -8), 'unexpected end of file'],
    [
      'a byte has changed',
      (packed: Buffer) => packed.fill(0, packed.length - 8, packed.length - 4),
      'incorrect data check',
    ],
  ])('may be an archive whose lines are whole although %s', async (_what, damage, reason) => {
    const file = folder.write('damaged.jsonl.gz', damage(gzipSync(lines)));
    const { code, stdout } = await run(['report', file, '--json']);
    const { unreadable } = JSON.parse(stdout) as Report;
    expect({ code, ...unreadable }).toEqual({
      code: 1,
      count: 1,
      named: [{ file, message: expect.stringMatching(`^cannot be read.*: ${reason}$`) }],
    });
  });

  test('may be an archive of zstd that ends inside a frame, even if no line is cut', async () => {
    const frame = readFileSync(folder.at('log.jsonl.zst'));
    for (const [index, bytes] of [1, 3, 4, 5, 6, 9, frame.length >> 1, frame.length - 1].entries()) {
      const content = Buffer.concat([frame, frame.subarray(0, bytes)]);
      const file = folder.write(`cut-${index}.jsonl.zst`, content);
      const { code, stdout } = await run(['report', file, '--json']);
      const { records, unreadable } = JSON.parse(stdout) as Report;
      expect([bytes, code, records]).toEqual([bytes, 1, 5]);
      expect(unreadable.named[0]).toEqual({ file, message: expect.stringMatching(/^cannot be read/) });
    }
  });

  test('may be an archive without a byte; a log without one is a quiet hour', async () => {
    for (const name of ['none.jsonl.gz', 'none.jsonl.zst']) {
      const file = folder.write(name, '');
      expect(await run(['report', file])).toEqual({
        code: 1,
        stdout: '0 decisions, in 1 file\n',
        stderr: `One line is not counted:\n  ${file}: cannot be read: it is empty, and no archive\n`,
      });
    }
    const quiet = folder.write('quiet.jsonl', '');
    expect(await run(['backtest', quiet, '--policy', 'strict'])).toEqual({
      code: 0,
      stdout: 'strict compared with what was decided: no decisions to evaluate, in 1 file.\n',
      stderr: '',
    });
  });

  test.each([
    ['parts.jsonl.gz', () => gzipSync(lines)],
    ['parts.jsonl.zst', () => readFileSync(folder.at('log.jsonl.zst'))],
  ])('is none in an archive of several parts, as concatenated ones are: %s', async (name, part) => {
    const file = folder.write(name, Buffer.concat([part(), part(), part()]));
    expect(await report(file)).toMatchObject({ records: 15, unreadable: { count: 0 } });
  });

  test('may be a table without signals, which would all seem to be missing', async () => {
    const log = folder.write('told.jsonl', lines);
    const [without, named] = [folder.at('without.parquet'), folder.at('named.parquet')];
    await duckDb(
      `COPY (SELECT * EXCLUDE signals FROM read_json('${log}')) TO '${without}'`,
      `COPY (SELECT * RENAME (signals AS facts) FROM read_json('${log}')) TO '${named}'`,
    );
    for (const args of [['report'], ['backtest', '--policy', 'strict']]) {
      const { code, stdout } = await run([...args, without, named, '--json']);
      const message = 'cannot be read: it has no column signals';
      expect({ code, ...JSON.parse(stdout) }).toMatchObject({
        code: 1,
        records: 0,
        unreadable: {
          named: [
            { file: without, message },
            { file: named, message },
          ],
        },
      });
    }
  });

  test('may be a file: one that is damaged, or is no table of records, does not end the others', async () => {
    const good = folder.write('good.jsonl', lines);
    const noParquet = folder.write('none.parquet', 'this is not Parquet');
    await duckDb(`COPY (SELECT 1 AS one) TO '${folder.at('other.parquet')}'`);
    const { code, stdout } = await run(['report', noParquet, folder.at('other.parquet'), good, '--json']);
    const { records, unreadable } = JSON.parse(stdout) as Report;
    expect({ code, records, count: unreadable.count }).toEqual({ code: 1, records: 5, count: 2 });
    expect(unreadable.named[0]).toMatchObject({
      file: noParquet,
      message: expect.stringMatching(/^cannot be read: /),
    });
    expect(unreadable.named[1]?.message).toBe('cannot be read: it has no column of a record');
  });
});

describe('an archive', () => {
  const many = Array.from({ length: 50 }, (_, index) => JSON.stringify(recordOf({ id: `d-${index}` })));
  const packed = gzipSync(`${many.join('\n')}\n`);
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const allFields = Buffer.concat([
    header.subarray(0, 3),
    Buffer.from([0x1e, 0, 0, 0, 0, 0, 3, 3, 0]),
    Buffer.from('abcname\0comment\0'),
  ]);
  const check = Buffer.alloc(2);
  check.writeUInt16LE(zlib.crc32(allFields) & 0xffff);
  const named = Buffer.concat([allFields, check, packed.subarray(10)]);
  const read = async (...parts: Uint8Array[]) => {
    const file = folder.write('archive.jsonl.gz', Buffer.concat(parts));
    const outcome = async (...args: Parameters<typeof run>) => {
      const { records, unreadable } = JSON.parse((await run(...args)).stdout) as Report;
      return { records, problems: unreadable.named.map(({ message }) => message) };
    };
    const [inFile, inPipe] = [
      await outcome(['report', file, '--json']),
      await outcome(['report', '-', '--json'], piped(...parts)),
    ];
    expect(inPipe).toEqual(inFile);
    return inFile;
  };

  test.each<[string, number, string, Uint8Array[]]>([
    ['text after it', 50, 'bytes follow that are no gzip', [packed, Buffer.from('garbage')]],
    [
      'text that begins like an archive',
      50,
      'unexpected end of file',
      [packed, Buffer.from([0x1f, 0x8b, 8])],
    ],
    ['another one that is damaged', 50, 'invalid', [packed, header, Buffer.alloc(99, 0xff)]],
    ['another one that is cut', 50, 'unexpected end of file', [packed, packed.subarray(0, 60)]],
    ['no end', 50, 'unexpected end of file', [packed.subarray(0, -8)]],
    ['no line break and text after it', 50, 'no gzip', [gzipSync(many.join('\n')), Buffer.from('garbage')]],
  ])('with %s counts up to there', async (_what, records, problem, parts) => {
    expect(await read(...parts)).toEqual({ records, problems: [expect.stringContaining(problem)] });
  });

  test.each<[string, number, Uint8Array[]]>([
    ['padding', 50, [packed, Buffer.alloc(600)]],
    ['every field of a header', 50, [named]],
    ['many members, one of which is empty', 150, [packed, gzipSync(''), packed, named]],
  ])('with %s is whole', async (_what, records, parts) => {
    expect(await read(...parts)).toEqual({ records, problems: [] });
  });

  test('with a mark in the middle, as files that are concatenated have, is whole', async () => {
    const marked = Buffer.from(`\uFEFF${lines}`);
    const blank = Buffer.from('\uFEFF\n');
    const whole = { records: 10, problems: [] };
    expect(await read(gzipSync(Buffer.concat([marked, blank, marked])))).toEqual(whole);
    expect(await read(gzipSync(marked), gzipSync(marked))).toEqual(whole);
    const plain = folder.write('marks.jsonl', Buffer.concat([marked, marked]));
    expect(await report(plain)).toMatchObject({ records: 10 });
  });
});

describe('what is no log', () => {
  test.each<[string, unknown, number]>([
    ['a JSON array in lines', JSON.stringify(records, null, 2), 1],
    ['records that span lines', records.map((record) => JSON.stringify(record, null, 2)).join('\n'), 1],
    ['a JSON array in one line', JSON.stringify(records), 1],
    ['a log with a line that is cut', `${lines}{"v":1,`, 0],
  ])('is told once: %s', async (_what, content, times) => {
    const { code, stderr } = await run(['report', folder.write('no-lines.json', content)]);
    expect([code, stderr.match(/expected one record per line/gi)?.length ?? 0]).toEqual([1, times]);
  });

  test('a log without the policy that is asked for names those that it has', async () => {
    const of = (policy: string) => recordOf({ record: { policy } });
    const log = folder.write('policies.jsonl', asLines([of('pay'), of('login'), of('pay')]));
    for (const args of [['report'], ['backtest', '--policy', 'strict']]) {
      const { code, stdout, stderr } = await run([...args, log, '--only-policy', 'logn', '--json']);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: 'No decision is by a policy logn; there are those of login, pay.\n',
      });
      expect(JSON.parse(stdout)).toMatchObject({ records: 0, leftOut: 3, otherPolicies: ['login', 'pay'] });
      // It is there, although nothing passes the other options.
      const late = ['--only-policy', 'login', '--since', '2030-01-01'];
      expect(await run([...args, log, ...late])).toMatchObject({ code: 0, stderr: '' });
    }
    const empty = folder.write('empty.jsonl', '');
    expect(await run(['report', empty, '--only-policy', 'login'])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('standard input', () => {
  const bytes = Buffer.from(`\uFEFF${lines}`);
  const first = `${JSON.stringify(records[0])}\n`;
  const counts = async (...[stdin]: ReturnType<typeof piped>[]) => {
    const { code, stdout, stderr } = await run(['report', '-', '--json'], stdin);
    return { code, stderr, records: (JSON.parse(stdout) as Report).records };
  };
  const well = { code: 0, stderr: '', records: 5 };

  test('is read however it is split, also compressed, with and without a final line break', async () => {
    const cut = (whole: Uint8Array, size: number) =>
      Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
        whole.subarray(index * size, (index + 1) * size),
      );
    const packed = gzipSync(bytes);
    expect(await counts(piped(...cut(bytes, 7)))).toEqual(well);
    expect(await counts(piped(...cut(packed, 1)))).toEqual(well);
    expect(await counts(piped(lines.trimEnd()))).toEqual(well);
    expect(await counts(piped(lines.replaceAll('\n', '\r\n')))).toEqual(well);
    expect(await counts(piped())).toEqual({ ...well, records: 0 });
  });

  test('compressed as zstd is read by versions of Node.js that unpack it; others say what to do', async () => {
    const { zstdCompressSync } = zlib as { zstdCompressSync?: (content: Uint8Array) => Uint8Array };
    const packed = zstdCompressSync?.(bytes) ?? readFileSync(folder.at('log.jsonl.zst'));
    const { code, stderr } = await counts(piped(packed));
    if (zstdCompressSync) expect({ code, stderr }).toMatchObject({ code: 0 });
    else expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('zstd -dc') });
  });

  test('compressed as zstd in several frames never ends silently after the first', async () => {
    const frame = readFileSync(folder.at('log.jsonl.zst'));
    for (const parts of [[Buffer.concat([frame, frame])], [frame, Buffer.concat([frame, frame]), frame]]) {
      const { code, stderr } = await counts(piped(...parts));
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('zstd -dc') });
    }
  });

  test('may be a named pipe, whose content decides over its name and the option', async () => {
    const pipe = folder.at('pipe.zst');
    execFileSync('mkfifo', [pipe]);
    const written = writeFile(pipe, gzipSync(lines));
    expect(await report(pipe, '--format', 'ndjson.zst')).toMatchObject({ records: 5 });
    await written;
  });

  test('may be a socket, as in child processes of Node.js', async () => {
    const server = createServer((socket) => socket.end(lines)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect(server.address() as { port: number });
    expect(await counts({ stdin: socket })).toEqual(well);
    server.close();
  });

  test.each([
    ['Parquet, which is refused', Buffer.from('PAR1 and more')],
    ['a damaged archive', Buffer.concat([gzipSync(lines).subarray(0, 20), Buffer.alloc(4_096, 0xff)])],
  ])('is released, however long another program keeps writing: %s', async (_what, content) => {
    const program = `process.stdout.write(Buffer.from('${content.toString('hex')}', 'hex')); process.stdin.resume();`;
    const producer = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(producer, 'close');
    const { code, stderr } = await run(['report', '-'], { stdin: producer.stdout });
    const seen = { isReleased: producer.stdout.destroyed, isProducerRunning: producer.exitCode === null };
    producer.kill();
    producer.stdout.destroy();
    await ended;
    expect({ code, stderr, ...seen }).toEqual({
      code: 1,
      stderr: expect.stringContaining('cannot be read'),
      isReleased: true,
      isProducerRunning: true,
    });
  });

  test('that ends too early counts as far as it goes', async () => {
    const { code, stdout, stderr } = await run(
      ['report', '-', '--json'],
      piped(gzipSync(lines.repeat(500)).subarray(0, -9)),
    );
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as Report).records).toBeGreaterThan(0);
    expect(stderr).toContain('stdin: cannot be read to its end: unexpected end of file');
  });

  test('does not buffer a line that is too long', async () => {
    const outcome = await counts(
      piped(...Array.from({ length: 40 }, () => 'x'.repeat(65_536)), `\n${first}`),
    );
    expect(outcome).toMatchObject({
      code: 1,
      records: 1,
      stderr: expect.stringContaining('stdin:1: longer than 1 MB'),
    });
  });

  test('can be a policy, of any command that takes one', async () => {
    const policy = '{ "rules": { "vpn": "deny" } }';
    expect(await run(['check', '-'], piped(policy))).toMatchObject({ code: 0, stdout: '✓ -\n' });
    expect((await run(['explain', '-'], piped(policy))).stdout).toMatch(/vpn +deny/);
    const log = folder.write('piped.jsonl', lines);
    expect((await run(['backtest', log, '--policy', '-'], piped(policy))).stdout).toContain(
      '- compared with what was decided',
    );
  });

  test.each([
    [['backtest', '-', '--policy', '-'], '-: standard input can be read once'],
    [['report', '-'], 'stdin: cannot be read: Parquet cannot be read as a stream'],
    [['backtest', '-', '--policy', 'strict', '--labels', '-'], '--labels: name a file'],
  ])('%j says what is wrong', async (args, message) => {
    const content = args[0] === 'report' ? 'PAR1 and more' : '{}';
    expect((await run(args, piped(content))).stderr).toContain(message);
  });

  test('may not be a folder, of which Node.js reads nothing', async () => {
    const fd = openSync(folder.at('.'), 'r');
    const outcome = await run(['report', '-'], { stdin: Object.assign(new PassThrough().end(), { fd }) });
    closeSync(fd);
    expect(outcome).toEqual({
      code: 2,
      stdout: '',
      stderr: 'fingerprint-guard: -: standard input is a folder; pipe a file in\n',
    });
  });

  test('may not be a terminal, into which nobody types records', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    expect(await run(['report', '-'], { stdin })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'fingerprint-guard: -: nothing is piped in\n',
    });
  });

  test.each([
    ['report', '-'],
    ['check', '-'],
  ])('without any input ends with Ctrl-C: %s', async (...args) => {
    const stdin = new PassThrough();
    const interruption = new AbortController();
    const ended = run(args, { stdin, signal: interruption.signal });
    // Once it is read.
    while (stdin.listenerCount('readable') === 0) await new Promise(setImmediate);
    interruption.abort();
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: '' });
  });
});

describe('reading', () => {
  const file = folder.write('long.jsonl', lines.repeat(2_000));

  test('shows its progress on a terminal, and removes it at the end', async () => {
    const stderr = collector({ isTTY: true });
    const { code } = await run(['report', file], { stderr });
    expect(code).toBe(0);
    const drawn = stderr.text().split('\r\u001b[2K');
    expect(drawn[1]).toMatch(/^█*░+ \d+% [\d,]+ records$/);
    expect(drawn.at(-1)).toBe('');
    const pipe = collector();
    await run(['report', file], { stderr: pipe });
    expect(pipe.text()).toBe('');
  });

  test('ends with 130 and no result when it is interrupted', async () => {
    const interruption = new AbortController();
    const stderr = collector({ isTTY: true });
    const watching = { ...stderr, write: () => interruption.abort() };
    const { code, stdout } = await run(['report', file], { stderr: watching, signal: interruption.signal });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  });

  test.each([
    ['report', 'https://127.0.0.1:9/log.parquet?signature=secret'],
    ['report', 'https://127.0.0.1:9/log', '--format', 'parquet'],
    ['report', 's3://bucket/2026-*.parquet'],
    ['inspect', 'gs://bucket/log.jsonl'],
    ['backtest', 's3://bucket/log.jsonl', '--policy', 'strict'],
    ['backtest', file, '--policy', 'strict', '--labels', 'https://127.0.0.1:9/labels.csv'],
  ])(
    'of Parquet by its URL, and of buckets, takes an extension of DuckDB, which is never downloaded unasked: %s %s',
    async (...args) => {
      const { code, stdout, stderr } = await run(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(
        /^fingerprint-guard: .* httpfs, which is not installed .* --install-extensions downloads it .* another program .* curl .*\n$/,
      );
    },
  );

  test('of a file by its URL says what to name', async () => {
    const { code, stderr } = await run(['report', `file://${file}`]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `fingerprint-guard: file://${file}: name the path of the file instead\n`,
    });
  });

  describe('through an extension', () => {
    /** Loads an extension from a folder with this content, and from a repository that does not answer. */
    async function load(install: boolean, content?: string): Promise<unknown> {
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      const { platform } = (await connection.runAndReadAll('PRAGMA platform')).getRowObjectsJson()[0] ?? {};
      const { library_version } =
        (await connection.runAndReadAll('PRAGMA version')).getRowObjectsJson()[0] ?? {};
      const path = join(folder.at('extensions'), String(library_version), String(platform));
      rmSync(path, { recursive: true, force: true });
      mkdirSync(path, { recursive: true });
      if (content !== undefined) writeFileSync(join(path, 'httpfs.duckdb_extension'), content);
      await connection.run(`SET extension_directory = '${folder.at('extensions')}'`);
      await connection.run(`SET custom_extension_repository = 'http://127.0.0.1:9'`);
      try {
        return await loadExtension(connection, 'httpfs', install).catch((error: unknown) => error);
      } finally {
        connection.closeSync();
      }
    }

    test.each([
      ['that is not here', false, undefined, /which is not installed on this machine: --install-extensions/],
      [
        'that is damaged',
        false,
        'no extension',
        /^DuckDB's extension httpfs could not be loaded: \S+.*\. Without it/,
      ],
      [
        'that cannot be had',
        true,
        undefined,
        /^DuckDB's extension httpfs could not be installed: .*127.0.0.1.*\. Without it/,
      ],
    ])('%s, it says in one line what to do', async (_what, install, content, message) => {
      const error = await load(install, content);
      expect(error).toBeInstanceOf(UsageError);
      expect((error as UsageError).message).toMatch(message);
      expect((error as UsageError).message).not.toContain('\n');
    });
  });
});
