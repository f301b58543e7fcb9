/** Freezes a value all the way down. */
export function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
