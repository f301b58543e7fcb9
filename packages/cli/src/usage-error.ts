/** A mistake in the command line: only its message and its details are printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Lines that follow the message. */
  readonly details: readonly string[];

  constructor(
    message: string,
    { cause, details = [] }: { cause?: unknown; details?: readonly string[] } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.details = details;
  }
}
