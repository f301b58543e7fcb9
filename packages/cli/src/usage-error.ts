/** A mistake in the command line: only its message is printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
