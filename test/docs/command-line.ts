import { join } from 'node:path';
import { runCommandLine } from '@fingerprint-guard/cli';
import { expect } from '@jest/globals';

/** Returns the output of a command that succeeds; its files are those of the folder. */
export async function outputOf(command: string, folder: string): Promise<string> {
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

/** A block of code of a document. */
export const block = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;

/** A command and what it prints, as a document shows them. */
export const session = (command: string, printed: string) =>
  `${block('sh', `npx @fingerprint-guard/cli ${command}`)}\n\n${block('text', printed)}`;
