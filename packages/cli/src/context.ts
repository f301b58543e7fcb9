import type { Command } from 'commander';
import type { ExitCode } from './exit-code.js';
import type { StandardInput } from './standard-input.js';
import type { Terminal } from './terminal/terminal.js';

/** What `-` and answers are read from, such as `process.stdin`. */
export type InputStream = NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };

/** What every command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** The environment's variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where answers to questions come from. */
  readonly answers: InputStream;
  /** What `-` reads. */
  readonly stdin: StandardInput;
  /** Aborts when whoever started the command has had enough. */
  readonly signal: AbortSignal;
  /** Tells the shell something other than "fine". */
  exitWith(code: ExitCode): void;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, context: CommandContext) => void;
