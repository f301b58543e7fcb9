import { originOf } from '../request/origin.js';
import { type OptionSpec, optionalChoice } from './option.js';

/** An array of strings of one kind, with at least one, or nothing. */
export function listOption<T>(
  kind: string,
  item: Pick<OptionSpec<T | undefined>, 'schema' | 'check'>,
): OptionSpec<readonly T[] | undefined> {
  return {
    default: undefined,
    describe: `an array of ${kind}`,
    schema: { type: 'array', minItems: 1, items: item.schema },
    check(given, path, issues) {
      const list: unknown[] = Array.isArray(given) ? given : [];
      if (list.length === 0) issues.add(path, `expected an array of ${kind}`);
      for (const [index, value] of list.entries()) item.check(value, `${path}[${index}]`, issues);
    },
  };
}

/** A list of some of the given strings, or nothing. */
export function choicesOption<const T extends string>(
  values: readonly T[],
): OptionSpec<readonly T[] | undefined> {
  const { describe, ...item } = optionalChoice(values);
  return listOption<T>(describe.replace('one of', 'some of'), item);
}

/** A list of some of the given strings. */
export function listOfChoices<const T extends string>(
  values: readonly T[],
  fallback: readonly NoInfer<T>[],
): OptionSpec<readonly T[]> {
  const { describe, schema, check } = choicesOption(values);
  const isLooser = (value: readonly T[], than: readonly T[]) => than.some((item) => !value.includes(item));
  return { default: fallback, describe, schema, isLooser, check };
}

/** A list of origins such as `https://shop.example`, or nothing. */
export function originsOption(): OptionSpec<readonly string[] | undefined> {
  const describe = "origins such as 'https://shop.example'";
  return listOption<string>(describe, {
    schema: { type: 'string', pattern: '^[a-zA-Z][a-zA-Z0-9+.-]*://.' },
    check(item, path, issues) {
      const valid = typeof item === 'string' && originOf(item.replace('://*.', '://')) !== undefined;
      if (!valid) issues.add(path, "expected an origin such as 'https://shop.example'");
    },
  });
}
