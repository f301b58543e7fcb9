/** What a command tells the shell. */
export const EXIT_CODES = {
  /** Nothing was found. */
  fine: 0,
  /** The command did its work and found something: an issue in a policy, a line that is not a record. */
  found: 1,
  /** The command could not do its work: a wrong option, a file that is not there. */
  misused: 2,
  /** Ctrl-C, as a shell counts it. */
  interrupted: 130,
} as const;

/** One of {@link EXIT_CODES}. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
