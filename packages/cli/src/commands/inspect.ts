import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Decision, PolicyConfig } from '@fingerprint-guard/core';
import { createInspector, type Inspector } from '@fingerprint-guard/inspector';
import { InvalidArgumentError, Option } from 'commander';
import type { AddCommand, CommandContext } from '../context.js';
import { readDecisions } from '../decisions/read-decisions.js';
import { EXIT_CODES } from '../exit-code.js';
import { LastRecords } from '../judging/last-records.js';
import { PolicySelection } from '../policies/policy-selection.js';
import { warnOfOtherPolicies } from '../text/other-policies.js';
import { warnOfUnreadable } from '../text/unreadable.js';
import { counted } from '../text/words.js';
import { UsageError } from '../usage-error.js';
import { addReadingOptions, DECISIONS, type ReadingOptions, readOptions } from './reading-options.js';

interface Options extends ReadingOptions {
  readonly port: number;
  readonly size: number;
  readonly policy?: string;
  readonly json?: boolean;
}

/** Only this machine. */
const LOOPBACK = '127.0.0.1';

/** `inspect`: the inspector's page for decisions in files. */
export const addInspectCommand: AddCommand = (program, context) => {
  const command = program
    .command('inspect')
    .summary("serve the inspector's page over decisions in files, to this machine only")
    .description(
      'Serves a page that shows the decisions in files one by one, until Ctrl-C. Only this machine can open it.',
    )
    .argument('<decisions...>', DECISIONS)
    .option('--port <number>', 'the port to listen on; 0 picks a free one', wholeNumber(0, 65_535), 4880)
    .option(
      '--size <number>',
      'how many of the last decisions to keep in memory, about 4 kB each',
      wholeNumber(1, 100_000),
      10_000,
    )
    .option(
      '--policy <policy.json>',
      'a policy to start a "what if" from: a file, or a preset such as strict',
    )
    .addOption(new Option('--json', 'print the address as JSON'));
  addReadingOptions(command).action((files: string[], options: Options) => inspect(files, options, context));
};

async function inspect(files: readonly string[], options: Options, context: CommandContext): Promise<void> {
  const { terminal, signal } = context;
  const inspector = await createLocalInspector(options, context);
  const last = new LastRecords(options.size);
  const summary = await readDecisions(files, readOptions(options, { signals: 'all', event: true }, context), {
    createTally: () => new LastRecords(options.size),
    merge: (part) => last.merge(part),
  });
  // A record has everything that the inspector keeps of a decision.
  for (const record of last.part) inspector.onDecision(record as unknown as Decision);
  warnOfUnreadable(terminal, summary);
  warnOfOtherPolicies(terminal, options.onlyPolicy, summary);
  const server = createServer((request, response) => void inspector.node(request, response));
  const { port } = await listen(server, options.port);
  const held = Math.min(summary.records, options.size);
  const url = `http://${LOOPBACK}:${port}`;
  if (options.json) terminal.printJson({ ...summary, held, url });
  else terminal.print(`${counted(held, 'decision')} at ${url}\nPress Ctrl+C to stop.`);
  await aborted(signal);
  inspector.close();
  server.close();
  server.closeAllConnections();
  if (summary.unreadable.count > 0 || summary.otherPolicies) context.exitWith(EXIT_CODES.found);
}

async function createLocalInspector(
  { size, policy }: Options,
  { env, stdin }: CommandContext,
): Promise<Inspector> {
  if (env.NODE_ENV === 'production')
    throw new UsageError(
      'inspect shows IDs and addresses of visitors, so it does not run if NODE_ENV is production',
    );
  const selection = policy === undefined ? undefined : await PolicySelection.read(policy, stdin);
  const names = selection?.names.length ? selection.names : selection ? ['default'] : [];
  const policies = names.map((name) => [name, selection?.for(name)?.policy as PolicyConfig]);
  return createInspector({ size, policies: Object.fromEntries(policies) });
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'in use; --port 0 picks a free one' : cause.message;
      reject(new UsageError(`port ${port}: ${reason}`, { cause }));
    });
    server.listen(port, LOOPBACK, () => resolve(server.address() as AddressInfo));
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
