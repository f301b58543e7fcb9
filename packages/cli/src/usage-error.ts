/** A mistake of whoever typed the command: its message is all there is to print. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
