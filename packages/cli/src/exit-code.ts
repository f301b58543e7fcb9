/** The exit codes of commands. */
export const EXIT_CODES = {
  /** Nothing was found. */
  fine: 0,
  /** The command did its work and found something: an issue in a policy, a line that is not a record. */
  found: 1,
  /** The command could not do its work: a wrong option, a missing file. */
  misused: 2,
  /** Ctrl-C, with the exit code of shells. */
  interrupted: 130,
} as const;

/** One of {@link EXIT_CODES}. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
