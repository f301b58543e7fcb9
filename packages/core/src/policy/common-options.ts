import { numberOption, type OptionSpec, optionalChoice, textOption } from './option.js';

/** What every rule can be told, beside its own options. */
export const COMMON_OPTIONS = {
  whenUnknown: optionalChoice(['match']),
  sample: numberOption(1, { max: 1 }),
} as const satisfies Readonly<Record<string, OptionSpec<unknown>>>;

/** What a rule of one's own can be told, beside its condition. */
export const OWN_RULE_OPTIONS = {
  message: textOption(),
  ...COMMON_OPTIONS,
} as const satisfies Readonly<Record<string, OptionSpec<unknown>>>;
