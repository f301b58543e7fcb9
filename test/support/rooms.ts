/** A part of the house: what puts it together, the half that talks to others, the pure half, and what both stand on. */
export type Part = 'whole' | 'talking' | 'pure' | 'shared';

/** The rooms of core's sources. */
export const ROOMS: Readonly<Record<Part, readonly string[]>> = {
  whole: ['adapter', 'guard', 'doctor', 'webhook'],
  /** They reach the API, stores and keys. */
  talking: ['lookup', 'server-api', 'stores', 'sealed'],
  /** They have no clock and no network, and import nothing from the two parts above. */
  pure: ['decision', 'policy', 'signals', 'event', 'request', 'location'],
  /** Every room may import it, and it imports none. It has timers, but knows no network. */
  shared: ['lib'],
};
