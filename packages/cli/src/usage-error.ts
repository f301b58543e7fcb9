/** A mistake of whoever typed the command: its message and its details are all there is to print. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What follows the message, a line each. */
  readonly details: readonly string[];

  constructor(
    message: string,
    { cause, details = [] }: { cause?: unknown; details?: readonly string[] } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.details = details;
  }
}
