import { Option } from 'commander';
import type { AddCommand, CommandContext } from '../context.js';
import { EXIT_CODES } from '../exit-code.js';
import { PolicySelection, type SelectedPolicy } from '../policies/policy-selection.js';
import { DIALECTS, type DialectName } from '../sql/dialects.js';
import { policyQuery } from '../sql/policy-query.js';
import { tableNameIn } from '../sql/table-name.js';
import { printable } from '../text/words.js';
import { UsageError } from '../usage-error.js';
import { jsonOption } from './json-option.js';

interface Options {
  readonly policy: string;
  readonly dialect: DialectName;
  readonly table: string;
  readonly only?: string;
  readonly json?: boolean;
}

/** `sql`: a policy as a query. */
export const addSqlCommand: AddCommand = (program, context) => {
  program
    .command('sql')
    .summary('write a policy as one SELECT over a table of records')
    .description(
      'Writes a policy as one SELECT over a table of decision records: a row for each record, with what the policy says about it. ' +
        'The table has the columns id, required, signals and event of a record, the last two as JSON. What is missing ' +
        'stays NULL. The column cannot_say names the rules that the query cannot evaluate; if there are any, the exit code is 1.',
    )
    .requiredOption('--policy <policy>', 'a file, or a preset')
    .addOption(
      new Option('--dialect <dialect>', 'the database').choices(Object.keys(DIALECTS)).makeOptionMandatory(),
    )
    .requiredOption(
      '--table <table>',
      'the table, such as decisions or shop.decisions; quotes as in SQL are accepted',
    )
    .option('--only <name>', 'the policy of this name, if the file has several')
    .addOption(jsonOption())
    .action((options: Options) => writeSql(options, context));
};

async function writeSql(
  { policy: file, dialect, table, only, json }: Options,
  context: CommandContext,
): Promise<void> {
  const { terminal, stdin } = context;
  const name = tableNameIn(table);
  if (name === undefined)
    throw new UsageError(`--table: expected a name such as shop.decisions, not ${table}`);
  const { policy } = selectOne(await PolicySelection.read(file, stdin), only);
  const { sql, cannotSay } = policyQuery(policy, name, DIALECTS[dialect]);
  if (json) terminal.printJson({ dialect, table, sql, cannotSay });
  else terminal.print(sql.trimEnd());
  for (const { rule, why } of cannotSay)
    terminal.warn(`${printable(rule)}: the query cannot say what it does: ${printable(why)}`);
  if (cannotSay.length > 0) context.exitWith(EXIT_CODES.found);
}

/** Selects one policy: a query is written for exactly one. */
function selectOne(selection: PolicySelection, only: string | undefined): SelectedPolicy {
  const { name, names } = selection;
  const isNamed = only === undefined ? names.length === 0 : names.includes(only);
  const selected = isNamed ? selection.for(only ?? 'default') : undefined;
  if (selected) return selected;
  if (only === undefined)
    throw new UsageError(`${name}: name one of its policies with --only: ${names.join(', ')}`);
  throw new UsageError(`${name}: no policy ${only}; it has ${names.join(', ') || 'one without a name'}`);
}
