/** What a client's query says wrongly; the message is what the API tells of it. */
export class InvalidParameter extends Error {}

/** Parameters of every call: keys, and what an SDK says of itself. */
const OF_EVERY_CALL = ['api_key', 'token', 'ii'];

/**
 * The only value of a parameter; `undefined` when it is not given.
 * @throws InvalidParameter when it is given more than once.
 */
export function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length > 1) throw new InvalidParameter(`${name} is given more than once`);
  return values[0];
}

/**
 * Refuses parameters a call does not have: to ignore a filter would answer a question nobody asked.
 * @throws InvalidParameter that names the first of them.
 */
export function refuseUnknown(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (!known.includes(name) && !OF_EVERY_CALL.includes(name)) {
      throw new InvalidParameter(`unknown query parameter ${JSON.stringify(name)}`);
    }
  }
}

/**
 * A parameter that is a whole number.
 * @throws InvalidParameter when it is none, or out of range.
 */
export function wholeNumber(
  query: URLSearchParams,
  name: string,
  { min, max, message }: { readonly min: number; readonly max: number; readonly message: string },
): number | undefined {
  const text = single(query, name);
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new InvalidParameter(message);
  return value;
}
