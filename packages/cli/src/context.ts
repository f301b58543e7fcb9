import type { Command } from 'commander';
import type { ExitCode } from './exit-code.js';
import type { InputStream, StandardInput } from './standard-input.js';
import type { Terminal } from './terminal/terminal.js';
import type { Workers } from './threads/worker-pool.js';

/** The context of every command. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The source of answers to questions. */
  readonly answers: InputStream;
  /** The source of `-`. */
  readonly stdin: StandardInput;
  /** Aborts when the user ends the command. */
  readonly signal: AbortSignal;
  /** The threads that may count decisions; undefined for only this one. */
  readonly workers: Workers | undefined;
  /** The time for which a server that sends decisions may send nothing, ms. */
  readonly httpSilenceMs: number;
  /** Sets an exit code other than 0. */
  exitWith(code: ExitCode): void;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, context: CommandContext) => void;
