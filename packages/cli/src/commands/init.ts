import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Option } from 'commander';
import type { AddCommand, CommandContext } from '../context.js';
import { EXIT_CODES } from '../exit-code.js';
import { applyChanges, showChange } from '../init/change.js';
import { FRAMEWORKS, type Framework } from '../init/frameworks/framework.js';
import { REGIONS, type Region } from '../init/guard-file.js';
import { nextSteps } from '../init/next-steps.js';
import { Interrupted } from '../interrupted.js';
import type { InputStream } from '../standard-input.js';
import type { Terminal } from '../terminal/terminal.js';
import { printable } from '../text/words.js';
import { jsonOption } from './json-option.js';

interface InitOptions {
  path: string;
  framework?: Framework;
  app?: string;
  route?: string;
  region?: Region;
  yes?: boolean;
  json?: boolean;
}

/** `init`: writes a guard into a project. */
export const addInitCommand: AddCommand = (program, context) => {
  program
    .command('init')
    .summary('add a guard, a policy that only monitors and a guarded route to a project')
    .description(
      'Adds a guard, a policy that only monitors and a guarded route to a project. Shows every change first, and makes none ' +
        'until you say yes. If routes call a verifyEvent function of the project, the guard replaces it. Otherwise the guard ' +
        'goes before the POST route that is most likely to attract fraud.',
    )
    .option('--path <dir>', "the project's folder", '.')
    .addOption(
      new Option('--framework <name>', 'the framework, if the project has several').choices(FRAMEWORKS),
    )
    .option('--app <dir>', 'the folder of the application, if the project has several, such as apps/shop')
    .option('--route <path>', 'the POST route to guard, such as /login')
    .addOption(new Option('--region <region>', 'the region of your Fingerprint workspace').choices(REGIONS))
    .option('-y, --yes', 'change the files without asking')
    .addOption(jsonOption())
    .action((options: InitOptions) => initialize(options, context));
};

async function initialize(
  options: InitOptions,
  { terminal, answers, signal, exitWith }: CommandContext,
): Promise<void> {
  // Imported on demand: the parser takes a while to load, and no other command needs it.
  const { readProject } = await import('../init/project.js');
  const { planGuard } = await import('../init/plan.js');
  const project = readProject(resolve(options.path), options);
  const plan = planGuard(project, options);
  if (options.json) {
    const { changes, ...rest } = plan;
    if (options.yes) applyChanges(project.root, changes);
    terminal.printJson({
      framework: project.framework,
      applied: options.yes ?? false,
      files: changes.map(({ path }) => path),
      ...rest,
    });
    if (plan.guarded.length === 0) exitWith(EXIT_CODES.found);
    return;
  }
  if (plan.changes.length === 0) {
    terminal.print(
      printable(
        `Nothing to change: ${plan.guarded.join(', ')} is guarded already, by the guard in ${plan.module}.`,
      ),
    );
    return;
  }
  for (const change of plan.changes) terminal.print(`${paintDiff(showChange(change), terminal)}\n`);
  if (!options.yes) {
    if (!answers.isTTY) {
      terminal.warn('Nothing was changed: there is no terminal to ask on. Use --yes to change these files.');
      exitWith(EXIT_CODES.misused);
      return;
    }
    terminal.warn(`Change ${plan.changes.length} files? [y/N]`);
    const answer = await readLine(answers, signal);
    if (!/^\s*y(es)?\s*$/i.test(answer)) {
      terminal.print('Nothing was changed.');
      return;
    }
  }
  applyChanges(project.root, plan.changes);
  if (plan.guarded.length === 0) exitWith(EXIT_CODES.found);
  for (const line of nextSteps(plan, project)) terminal.print(printable(line));
}

/** Reads one line of input; undefined if the input ends first. */
async function readLine(input: InputStream, signal: AbortSignal): Promise<string> {
  for await (const line of createInterface({ input, signal })) return line;
  if (signal.aborted) throw new Interrupted();
  return '';
}

function paintDiff(diff: string, terminal: Terminal): string {
  return diff
    .split('\n')
    .map((line) => {
      if (/^(\+\+\+|---)/.test(line)) return terminal.paint('bold', line);
      if (line.startsWith('+')) return terminal.paint('green', line);
      return line.startsWith('-') ? terminal.paint('red', line) : line;
    })
    .join('\n');
}
