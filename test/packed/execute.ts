import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program to its end; resolves with what it printed, rejects with that if it fails. */
export async function execute(
  command: string,
  args: string[],
  options: { cwd?: string } = {},
): Promise<string> {
  // What a test runner sets is not what a user's shell sets.
  const env = { ...process.env, NODE_OPTIONS: '' };
  try {
    const { stdout } = await promisify(execFile)(command, args, { ...options, env, maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}
