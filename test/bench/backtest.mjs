import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { decisionRecord, evaluatePolicy } from '@fingerprint-guard/core';
import { fingerprintVisit } from '@fingerprint-guard/testing';
import { runProgram } from '../../packages/cli/dist/esm/command-line.js';
import { availableWorkers } from '../../packages/cli/dist/esm/threads/available-workers.js';

// Judges a log by two policies, in one thread and in several, and prints how long that took and how much memory the
// process had at most.
const count = Number(process.argv[2] ?? 1_000_000);
const KINDS = 200;
const kinds = Array.from({ length: KINDS }, (_, index) => {
  const event = { visitorId: `visitor-${index}`, suspectScore: index % 30, incognito: index % 5 === 0 };
  const request = { method: 'POST', path: '/login', route: '/login' };
  const at = Date.UTC(2026, 4, 1 + (index % 7));
  return decisionRecord(evaluatePolicy('recommended', { ...fingerprintVisit({ event }), at, request }));
});

const folder = mkdtempSync(join(tmpdir(), 'fingerprint-guard-bench-'));
try {
  const file = join(folder, 'decisions.jsonl');
  const log = createWriteStream(file);
  for (let index = 0; index < count; index++) {
    const record = { ...kinds[index % KINDS], id: `decision-${index}` };
    if (!log.write(`${JSON.stringify(record)}\n`)) await new Promise((resolve) => log.once('drain', resolve));
  }
  await finished(log.end());

  const args = ['backtest', file, '--policy', 'strict', '--against', 'recommended'];
  const size = statSync(file).size / 1e6;
  console.log(`${count} records, ${size.toFixed(0)} MB, by two policies`);
  const worker = new URL('../../packages/cli/dist/esm/threads/worker.js', import.meta.url);
  for (const workers of [undefined, availableWorkers(worker)]) {
    const start = performance.now();
    await runProgram(args, { workers, stdout: { write: () => undefined } });
    const seconds = (performance.now() - start) / 1000;
    const megabytes = process.resourceUsage().maxRSS / 1000;
    console.log(
      `${workers?.count ?? 'no'} workers: ${seconds.toFixed(1)} s, at most ${megabytes.toFixed(0)} MB of memory`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
