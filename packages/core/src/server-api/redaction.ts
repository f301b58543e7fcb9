/** The depth to which errors are searched: they nest, and contain the objects that they are about. */
const MAX_DEPTH = 5;

/**
 * Returns the cause of an error unchanged; if a string in it contains the secret, returns an error with the same name
 * and code instead, with the secret removed. An HTTP client may quote the request that it failed with, including the
 * key.
 */
export function withoutSecret(cause: unknown, secret: string): unknown {
  const spellings = [secret, asParameter(secret), JSON.stringify(secret).slice(1, -1)];
  if (!mentions(cause, spellings, MAX_DEPTH)) return cause;
  const { name, message, code } = Object(cause) as Readonly<Record<string, unknown>>;
  const cut = (text: unknown) =>
    spellings.reduce((rest, spelling) => rest.replaceAll(spelling, '…'), String(text));
  return Object.assign(new Error(cut(message)), {
    name: cut(name),
    ...(code === undefined ? {} : { code: cut(code) }),
  });
}

/** Writes a value as the query of a URL does. */
const asParameter = (value: string) => new URLSearchParams([['', value]]).toString().slice(1);

function mentions(value: unknown, spellings: readonly string[], depth: number): boolean {
  if (typeof value === 'string') return spellings.some((spelling) => value.includes(spelling));
  if (value === null || typeof value !== 'object' || depth === 0) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).some((property) =>
    mentions(property.value, spellings, depth - 1),
  );
}
