import { Readable } from 'node:stream';
import { type CommandLineOptions, runCommandLine } from '../src/index.js';

/** What a command printed, and its exit code. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A stream that keeps what is written. */
export function collector(extra: { isTTY?: boolean; hasColors?: () => boolean } = {}) {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  return { write, text: () => text, ...extra };
}

/** Pipes input into a command. */
export const piped = (...chunks: (string | Uint8Array)[]): CommandLineOptions => ({
  stdin: Readable.from(chunks, { objectMode: false }),
});

/** Runs a command line in this process. */
export async function run(args: readonly string[], options: CommandLineOptions = {}): Promise<Outcome> {
  const [stdout, stderr] = [collector(), collector()];
  const code = await runCommandLine(args, { stdout, stderr, env: {}, ...options });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** Runs a command that prints JSON without any errors. */
export async function json<Result>(args: readonly string[]): Promise<Result> {
  const { code, stdout, stderr } = await run([...args, '--json']);
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  return JSON.parse(stdout) as Result;
}
