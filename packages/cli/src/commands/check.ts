import type { AddCommand, CommandContext } from '../context.js';
import { EXIT_CODES } from '../exit-code.js';
import { issuesOf, readPolicyFile } from '../policies/policy-file.js';
import { printable } from '../text/words.js';
import { jsonOption } from './json-option.js';

/** `check`: validates policies. */
export const addCheckCommand: AddCommand = (program, context) => {
  program
    .command('check')
    .summary('validate policies: every issue at once')
    .description('Validates policies: every issue at once, each with its path.')
    .argument('<policy.json...>', 'files with a policy each, or with { policy, policies }')
    .addOption(jsonOption())
    .action((files: string[], { json = false }: { json?: boolean }) => checkPolicies(files, json, context));
};

async function checkPolicies(
  files: readonly string[],
  json: boolean,
  context: CommandContext,
): Promise<void> {
  const { terminal, stdin } = context;
  const checked = [];
  for (const file of files) {
    const issues = issuesOf(await readPolicyFile(file, stdin));
    checked.push({ file, valid: issues.length === 0, issues });
  }
  if (json) terminal.printJson({ files: checked });
  else {
    for (const { file, valid, issues } of checked) {
      terminal.print(
        `${valid ? terminal.paint('green', '✓') : terminal.paint('red', '✗')} ${printable(file)}`,
      );
      for (const issue of issues) terminal.print(`  ${printable(issue)}`);
    }
  }
  if (checked.some(({ valid }) => !valid)) context.exitWith(EXIT_CODES.found);
}
