/** The error for an invalid query; its message is the API's. */
export class InvalidParameter extends Error {}

/** Parameters of every call: keys, and an SDK's description of itself. */
const OF_EVERY_CALL = ['api_key', 'token', 'ii'];

/**
 * Returns the only value of a parameter; `undefined` if it is not given.
 * @throws InvalidParameter if it is given more than once.
 */
export function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length > 1) throw new InvalidParameter(`${name} is given more than once`);
  return values[0];
}

/**
 * Rejects parameters that a call does not have: ignoring a filter would answer a question that nobody asked.
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
 * Reads a parameter that is a whole number.
 * @throws InvalidParameter if it is not one, or out of range.
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
