/** Copies a value without the nulls at any depth: tables write null for fields that a record omits. */
export function withoutNulls(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withoutNulls);
  const entries = Object.entries(value).filter(([, inside]) => inside !== null);
  return Object.fromEntries(entries.map(([name, inside]) => [name, withoutNulls(inside)]));
}
