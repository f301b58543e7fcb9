import {
  type ExplainedPolicy,
  type ExplainedRule,
  explainPolicy,
  type PolicyConfig,
} from '@fingerprint-guard/core';
import type { AddCommand, CommandContext } from '../context.js';
import { PolicySelection } from '../policies/policy-selection.js';
import type { Terminal } from '../terminal/terminal.js';
import { table } from '../text/table.js';
import { printable } from '../text/words.js';
import { UsageError } from '../usage-error.js';
import { jsonOption } from './json-option.js';

interface Options {
  readonly json?: boolean;
  readonly only?: string;
}

/** `explain`: every rule of a merged policy. */
export const addExplainCommand: AddCommand = (program, context) => {
  program
    .command('explain')
    .summary('print every rule of a policy, and where each setting comes from')
    .description(
      'Prints every rule of a policy with its level and options, and where each is set: a path in the file, a preset ' +
        '(extends: strict), recommended for a policy that extends nothing, or default.',
    )
    .argument(
      '<policy.json>',
      'a file with a policy, or with { policy, policies }; or a preset such as strict',
    )
    .option('--only <name>', 'only the policy of this name, if the file has several')
    .addOption(jsonOption())
    .action((file: string, options: Options) => explain(file, options, context));
};

async function explain(
  file: string,
  { json, only }: Options,
  { terminal, stdin }: CommandContext,
): Promise<void> {
  const selection = await PolicySelection.read(file, stdin);
  const names = only === undefined ? selection.names : [only];
  const explained = (names.length === 0 ? [undefined] : names).map((name) => ({
    ...(name === undefined ? {} : { policy: name }),
    ...explainNamed(selection, name),
  }));
  if (json) terminal.printJson(explained.length === 1 ? explained[0] : explained);
  else terminal.print(explained.map((policy) => policyText(policy, terminal)).join('\n\n'));
}

function explainNamed(selection: PolicySelection, name: string | undefined): ExplainedPolicy {
  const found = selection.for(name ?? 'default');
  if (found === undefined || (name !== undefined && !selection.names.includes(name)))
    throw new UsageError(
      `${selection.name}: no policy ${name}; it has ${selection.names.join(', ') || 'one without a name'}`,
    );
  return explainPolicy(found.policy as PolicyConfig);
}

function policyText(explained: ExplainedPolicy & { policy?: string }, terminal: Terminal): string {
  const { policy, mode, modeFrom, rules } = explained;
  const title = policy === undefined ? '' : `${terminal.paint('bold', `Policy ${printable(policy)}`)}\n`;
  const rows = table(
    rules,
    [
      { title: 'rule', value: ({ rule }) => rule },
      { title: 'level', value: ({ level }) => level },
      { title: 'set by', value: ({ levelFrom }) => levelFrom },
      { title: 'options', value: optionsOf, isWide: true },
    ],
    rules.length,
  );
  return `${title}mode: ${mode} (${printable(modeFrom)})\n\n${rows}`;
}

/** Lists the options, each with the place where it was set unless that is the place of the level. */
function optionsOf({ options, optionsFrom, levelFrom, level }: ExplainedRule): string {
  if (level === 'off') return '';
  return Object.entries(options)
    .map(([name, value]) => {
      const from = optionsFrom[name];
      return `${name}: ${JSON.stringify(value)}${from === levelFrom ? '' : ` (${from})`}`;
    })
    .join(', ');
}
