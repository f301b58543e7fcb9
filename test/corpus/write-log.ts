import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decisionLog } from './decision-log.js';
import { playCorpus } from './play-corpus.js';
import { Shop } from './shop.js';

/** Writes `decisions.jsonl` and `labels.csv` of the corpus to the folder that the first argument names. */
const [, , folder = ''] = process.argv;
const shop = new Shop();
const { records, labels } = decisionLog(await playCorpus(shop));
await shop.close();
mkdirSync(folder, { recursive: true });
for (const [name, text] of [
  ['decisions.jsonl', records.map((record) => `${JSON.stringify(record)}\n`).join('')],
  ['labels.csv', labels],
] as const) {
  writeFileSync(join(folder, name), text);
  console.log(join(folder, name));
}
