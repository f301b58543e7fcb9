/** Ids usually start with the time of their event, ms since 1970. */
const TIME_PREFIX = /^(\d{13})\./;

/**
 * Reads the time in an ID, which is that of its event, ms since 1970. **Untrusted**: the client sent it. Undefined if
 * it has none.
 */
export function timeOfId(id: string): number | undefined {
  const prefix = TIME_PREFIX.exec(id)?.[1];
  return prefix === undefined ? undefined : Number(prefix);
}
