import { Option } from 'commander';
import type { AddCommand, CommandContext } from '../context.js';
import { EXIT_CODES } from '../exit-code.js';
import { PolicySelection } from '../policies/policy-selection.js';
import { DIALECTS, type DialectName } from '../sql/dialects.js';
import { policyQuery } from '../sql/policy-query.js';
import { UsageError } from '../usage-error.js';
import { jsonOption } from './json-option.js';

interface Options {
  readonly policy: string;
  readonly dialect: DialectName;
  readonly table: string;
  readonly name?: string;
  readonly json?: boolean;
}

/** `sql`: a policy as a query. */
export const addSqlCommand: AddCommand = (program, context) => {
  program
    .command('sql')
    .summary('a policy as one SELECT over a table of records')
    .description(
      'Writes a policy as one SELECT over a table of decision records: a row for each record, with what the policy says of it.\n' +
        'The table has the columns id, required, signals and event of a record, the last two as JSON. What is missing stays\n' +
        'NULL. The column cannot_say names the rules that the query cannot judge; if there are any, the exit code is 1.',
    )
    .requiredOption('--policy <policy>', 'a file, or a preset')
    .addOption(
      new Option('--dialect <dialect>', 'the database').choices(Object.keys(DIALECTS)).makeOptionMandatory(),
    )
    .requiredOption('--table <table>', 'the table, such as decisions or shop.decisions')
    .option('--name <name>', 'the policy of this name, of a file with several')
    .addOption(jsonOption())
    .action((options: Options) => writeSql(options, context));
};

/** Up to three parts, none of which can end its quotes. */
const TABLE = /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*){0,2}$/;

function writeSql({ policy, dialect, table, name, json }: Options, context: CommandContext): void {
  const { terminal } = context;
  if (!TABLE.test(table))
    throw new UsageError(`--table: expected a name such as shop.decisions, not ${table}`);
  const selection = PolicySelection.read(policy);
  if (!selection.isSingle && name === undefined)
    throw new UsageError(`${policy} has several policies: name one with --name`);
  const selected = selection.for(name ?? 'default');
  if (!selected) throw new UsageError(`${policy} has no policy ${name}`);
  const { sql, cannotSay } = policyQuery(selected.policy, table, DIALECTS[dialect]);
  if (json) terminal.printJson({ dialect, table, sql, cannotSay });
  else terminal.print(sql.trimEnd());
  for (const { rule, why } of cannotSay) terminal.warn(`${rule}: the query cannot say what it does: ${why}`);
  if (cannotSay.length > 0) context.exitWith(EXIT_CODES.found);
}
