import { isFingerprintError } from '@fingerprint-guard/core';
import { Command, CommanderError } from 'commander';
import { addBacktestCommand } from './commands/backtest.js';
import { addCheckCommand } from './commands/check.js';
import { addEventCommand } from './commands/event.js';
import { addExplainCommand } from './commands/explain.js';
import { addInitCommand } from './commands/init.js';
import { addInspectCommand } from './commands/inspect.js';
import { addReportCommand } from './commands/report.js';
import { addSqlCommand } from './commands/sql.js';
import type { AddCommand } from './context.js';
import { EXIT_CODES, type ExitCode } from './exit-code.js';
import { Interrupted } from './interrupted.js';
import { type InputStream, StandardInput } from './standard-input.js';
import { type OutputStream, Terminal } from './terminal/terminal.js';
import { printable } from './text/words.js';
import type { Workers } from './threads/worker-pool.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

/** The environment of a command line. */
export interface CommandLineOptions {
  /** The source of `-` and of answers to questions. @defaultValue `process.stdin` */
  stdin?: InputStream;
  /** The destination of results. @defaultValue `process.stdout` */
  stdout?: OutputStream;
  /** The destination of errors and progress. @defaultValue `process.stderr` */
  stderr?: OutputStream;
  /** The environment variables. @defaultValue `process.env` */
  env?: Readonly<Record<string, string | undefined>>;
  /** Ends a running command, as Ctrl-C does. @defaultValue none */
  signal?: AbortSignal;
}

/** The environment of the program, which may start threads of its own. */
export interface ProgramOptions extends CommandLineOptions {
  /** The threads that may count decisions. @defaultValue only this one */
  readonly workers?: Workers | undefined;
  /** The time for which a server that sends decisions may send nothing, ms. @defaultValue 60_000 */
  readonly httpSilenceMs?: number;
}

/** A store that first looks for a large file takes a while to answer. */
const HTTP_SILENCE_MS = 60_000;

/** Every command, in the order of `--help`. */
const COMMANDS: readonly AddCommand[] = [
  addInitCommand,
  addCheckCommand,
  addExplainCommand,
  addEventCommand,
  addReportCommand,
  addBacktestCommand,
  addInspectCommand,
  addSqlCommand,
];

/**
 * Runs a command line, as `fingerprint-guard` does, and resolves with its exit code: 0 if nothing was found, 1 if
 * something was, 2 if the command failed.
 * @example
 * ```ts
 * import { runCommandLine } from '@fingerprint-guard/cli';
 *
 * process.exitCode = await runCommandLine(['check', 'config/login.json', '--json']);
 * ```
 */
export function runCommandLine(args: readonly string[], options: CommandLineOptions = {}): Promise<number> {
  return runProgram(args, options);
}

/** Runs a command line like {@link runCommandLine}, also in several threads. */
export async function runProgram(
  args: readonly string[],
  {
    stdin = process.stdin,
    stdout = process.stdout,
    stderr = process.stderr,
    env = process.env,
    signal = new AbortController().signal,
    workers,
    httpSilenceMs = HTTP_SILENCE_MS,
  }: ProgramOptions,
): Promise<number> {
  const terminal = new Terminal(stdout, stderr);
  const input = new StandardInput(stdin, signal);
  let exitCode: ExitCode = EXIT_CODES.fine;
  const program = new Command('fingerprint-guard')
    .description('Checks and explains policies of Fingerprint Guard, and tries them on past decisions.')
    .version(VERSION)
    .showHelpAfterError('See fingerprint-guard --help.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.warn(text.trimEnd()),
      getOutHelpWidth: () => terminal.columns,
      getOutHasColors: () => stdout.hasColors?.() ?? false,
      getErrHasColors: () => stderr.hasColors?.() ?? false,
    });
  for (const add of COMMANDS) {
    add(program, {
      terminal,
      answers: stdin,
      stdin: input,
      env,
      signal,
      workers,
      httpSilenceMs,
      exitWith: (code) => {
        exitCode = code;
      },
    });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has already printed the error, or the requested help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.fine : EXIT_CODES.misused;
    if (signal.aborted || error instanceof Interrupted) return EXIT_CODES.interrupted;
    if (!(error instanceof UsageError) && !isFingerprintError(error)) throw error;
    const [message = '', ...details] =
      error instanceof UsageError ? [error.message, ...error.details] : error.message.split('\n');
    terminal.warn(`${terminal.paintWarning('red', 'fingerprint-guard:')} ${printable(message)}`);
    for (const detail of details) terminal.warn(`  ${printable(detail)}`);
    return EXIT_CODES.misused;
  }
}
