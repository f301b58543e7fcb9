/** The levels of a rule, mildest first. */
export const LEVELS = ['off', 'observe', 'challenge', 'deny'] as const;

/** `off`: not evaluated; `observe`: recorded only; `challenge` and `deny`: the decision's action, if the rule matches. */
export type Level = (typeof LEVELS)[number];

/** A level at which a rule is evaluated. */
export type ActiveLevel = Exclude<Level, 'off'>;

/** `enforce` blocks requests that the policy blocks; `monitor` evaluates and records, and never blocks a request. */
export type Mode = 'enforce' | 'monitor';
