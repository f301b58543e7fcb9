/** Compares two names for sorting. */
export const byName = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
