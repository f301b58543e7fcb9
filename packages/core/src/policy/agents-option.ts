import { didYouMeanOneOf } from '../lib/did-you-mean.js';
import { isObject } from '../lib/is-object.js';
import { type AllowedAgent, PROVEN_IDENTITIES } from './allowed-agents.js';
import { at } from './issues.js';
import { choicesOption, listOption } from './list-option.js';
import { type OptionSpec, stringOption } from './option.js';

const FIELDS = { provider: stringOption(), identities: choicesOption(PROVEN_IDENTITIES) };
const NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/**
 * A list of agents that are allowed, or nothing. An entry without a provider or without identities would not prove
 * anything.
 */
export function agentsOption(): OptionSpec<readonly AllowedAgent[] | undefined> {
  const describe = "agents such as { provider: 'OpenAI', identities: ['signed'] }";
  return listOption<AllowedAgent>(describe, {
    schema: {
      type: 'object',
      required: NAMES,
      properties: Object.fromEntries(NAMES.map((name) => [name, FIELDS[name].schema])),
      additionalProperties: false,
    },
    check(item, path, issues) {
      if (!isObject(item)) return issues.add(path, `expected ${describe.replace('agents', 'an agent')}`);
      for (const name of NAMES) FIELDS[name].check(item[name], at(path, name), issues);
      for (const name of Object.keys(item)) {
        if (!Object.hasOwn(FIELDS, name))
          issues.add(at(path, name), `unknown key${didYouMeanOneOf(name, NAMES)}`);
      }
    },
  });
}
