import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '@fingerprint-guard/cli';
import { afterAll, expect, test } from '@jest/globals';
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

/** What a command prints, below the command itself; its files are those of the folder. */
async function shown(command: string): Promise<string> {
  let [stdout, stderr] = ['', ''];
  const args = command
    .split(' ')
    .map((word) => (/\.(jsonl|json|csv)$/.test(word) ? join(folder, word) : word));
  const code = await runCommandLine(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {},
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.replaceAll(`${folder}/`, '').trimEnd();
}

const block = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;
const session = (command: string, printed: string) =>
  `${block('sh', `npx @fingerprint-guard/cli ${command}`)}\n\n${block('text', printed)}`;

test('docs/backtest.md shows what the commands print; `npm run update` writes it anew', async () => {
  const report = 'report decisions.jsonl';
  expectSection(doc, 'report', session(report, await shown(report)));

  expectSection(doc, 'policy', block('json', NEXT));

  const backtest = 'backtest decisions.jsonl --policy next.json';
  expectSection(doc, 'backtest', session(backtest, await shown(backtest)));

  const labelled = `${backtest} --labels labels.csv`;
  const printed = await shown(labelled);
  const [, known = ''] = /(By what is known today[\s\S]*?)\n\nWhat the log cannot say/.exec(printed) ?? [];
  expectSection(doc, 'labels', session(labelled, `…\n${known}`));
});
