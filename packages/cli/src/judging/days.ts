const DAY_MS = 86_400_000;

/** The day of a moment, in UTC: `2026-05-01`. */
export const dayOf = (at: number): string =>
  new Date(Math.floor(at / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
