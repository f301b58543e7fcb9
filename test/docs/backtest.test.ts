import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from '@jest/globals';
import { block, outputOf, session } from './command-line.js';
import { sampleLog } from './sample-log.js';
import { expectSection } from './section.js';

const doc = new URL('../../docs/backtest.md', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'fingerprint-guard-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NEXT = `{
  "extends": "recommended",
  "rules": {
    "suspect-score": ["challenge", { "max": 12 }],
    "hidden-twice": ["deny", { "when": { "incognito": true, "vpn": true } }],
    "impossible-travel": "challenge"
  }
}`;

const { records, labels } = sampleLog();
writeFileSync(
  join(folder, 'decisions.jsonl'),
  records.map((record) => `${JSON.stringify(record)}\n`).join(''),
);
writeFileSync(join(folder, 'next.json'), NEXT);
writeFileSync(join(folder, 'labels.csv'), labels);

test('docs/backtest.md shows what the commands print; `npm run update` rewrites it', async () => {
  const report = 'report decisions.jsonl';
  expectSection(doc, 'report', session(report, await outputOf(report, folder)));

  expectSection(doc, 'policy', block('json', NEXT));

  const backtest = 'backtest decisions.jsonl --policy next.json';
  expectSection(doc, 'backtest', session(backtest, await outputOf(backtest, folder)));

  const labelled = `${backtest} --labels labels.csv`;
  const printed = await outputOf(labelled, folder);
  const [, known = ''] = /(Against the labels[\s\S]*?)\n\nWhat the log cannot say/.exec(printed) ?? [];
  expectSection(doc, 'labels', session(labelled, `…\n${known}`));
});
