import {
  createServerApi,
  type Decision,
  evaluatePolicy,
  eventSignals,
  type FingerprintEvent,
  type ServerApiOptions,
} from '@fingerprint-guard/core';
import { Option } from 'commander';
import type { AddCommand, CommandContext } from '../context.js';
import { EXIT_CODES } from '../exit-code.js';
import { PolicySelection } from '../policies/policy-selection.js';
import { regionNamed } from '../region-named.js';
import type { Terminal } from '../terminal/terminal.js';
import { table } from '../text/table.js';
import { moment, printable } from '../text/words.js';
import { UsageError } from '../usage-error.js';
import { jsonOption } from './json-option.js';

interface Options {
  readonly policy: string;
  readonly only?: string;
  readonly apiVersion: 'v4' | 'v3';
  readonly region?: string;
  readonly baseUrl?: string;
  readonly json?: boolean;
}

/** The time limit of a call that somebody waits for, in ms. */
const DEADLINE_MS = 10_000;

/** `event`: fetches one event and explains it. */
export const addEventCommand: AddCommand = (program, context) => {
  program
    .command('event')
    .summary('fetch an event, and evaluate a policy on it')
    .description(
      'Fetches an event from the Server API and evaluates a policy on it. There is no request, so rules about the request ' +
        'are undecided.',
    )
    .argument('<id>', 'the ID of the event')
    .option(
      '--policy <policy.json>',
      'the policy to evaluate: a file, or a preset such as strict',
      'recommended',
    )
    .option('--only <name>', 'the policy of this name, if the file has several')
    .addOption(
      new Option('--api-version <generation>', 'the generation of the Server API')
        .choices(['v4', 'v3'])
        .default('v4'),
    )
    .option(
      '--region <region>',
      'the region of the workspace: global, eu or ap; takes precedence over FINGERPRINT_REGION',
    )
    .option('--base-url <url>', 'an emulator or a proxy; takes precedence over FINGERPRINT_BASE_URL')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Environment:
  FINGERPRINT_SECRET_API_KEY  the secret API key of the workspace (required); it is never printed, and no option takes
                              it, because other users of the machine can see options. A .env file is not read:
                              node --env-file=.env node_modules/@fingerprint-guard/cli/bin/fingerprint-guard.mjs event ID
  FINGERPRINT_REGION          global (default), eu or ap
  FINGERPRINT_BASE_URL        an emulator or a proxy, in place of the region`,
    )
    .action((id: string, options: Options) => explainEvent(id, options, context));
};

async function explainEvent(id: string, options: Options, context: CommandContext): Promise<void> {
  const { env, signal, terminal } = context;
  const { policy } = await selectPolicy(options, context);
  const api = createServerApi(apiOptions(env, options));
  try {
    const event = await api.getEvent(id, { signal });
    const decision = evaluatePolicy(policy, { signals: eventSignals(event), event, source: 'api' });
    if (options.json) terminal.printJson(jsonOf(event, decision));
    else terminal.print(eventText(event, decision, options.policy, terminal));
    if (decision.action !== 'allow') context.exitWith(EXIT_CODES.found);
  } finally {
    await api.close();
  }
}

async function selectPolicy({ policy, only }: Options, { stdin }: CommandContext) {
  const selection = await PolicySelection.read(policy, stdin);
  const { names } = selection;
  const found = only === undefined || names.includes(only) ? selection.for(only ?? 'default') : undefined;
  if (found) return found;
  if (names.length === 0) throw new UsageError(`${policy}: no policy ${only}; it has one without a name`);
  throw new UsageError(`${policy}: no policy ${only ?? 'default'}; --only takes one of ${names.join(', ')}`);
}

function apiOptions(env: CommandContext['env'], options: Options): ServerApiOptions {
  const { FINGERPRINT_SECRET_API_KEY: apiKey, FINGERPRINT_REGION, FINGERPRINT_BASE_URL } = env;
  const { apiVersion, region = FINGERPRINT_REGION, baseUrl = FINGERPRINT_BASE_URL } = options;
  if (!apiKey)
    throw new UsageError(
      'FINGERPRINT_SECRET_API_KEY is not set: the secret API key of the workspace, or of the emulator',
    );
  return {
    apiKey,
    apiVersion,
    deadlineMs: DEADLINE_MS,
    ...(region ? { region: regionNamed(region) as 'global' } : {}),
    ...(baseUrl ? { baseUrl } : {}),
  };
}

function jsonOf(
  { raw: _, ...event }: FingerprintEvent,
  { action, reasons, observed, unknown, signals }: Decision,
) {
  return { action, reasons, observed, unknown, signals, event };
}

function eventText(event: FingerprintEvent, decision: Decision, policy: string, terminal: Terminal): string {
  const { action, reasons, observed, unknown, signals } = decision;
  const heading = (text: string) => `\n${terminal.paint('bold', text)}`;
  const color = { allow: 'green', challenge: 'yellow', deny: 'red' } as const;
  const known = Object.entries(signals).filter(([, value]) => value !== undefined);
  const lines = [
    `${event.timestamp === undefined ? '' : `${moment(event.timestamp)} UTC, `}${printable(event.url ?? 'no page')}`,
    `${printable(policy)}: ${terminal.paint(color[action], action)}`,
  ];
  if (reasons.length + observed.length > 0) {
    lines.push(
      heading('Rules that match'),
      table(
        [...reasons, ...observed],
        [
          { title: 'rule', value: ({ rule }) => rule },
          { title: 'level', value: ({ level }) => level },
          { title: 'because', value: ({ message }) => message, isWide: true },
        ],
        Number.POSITIVE_INFINITY,
      ),
    );
  }
  lines.push(
    heading('Signals'),
    table(
      known,
      [
        { title: 'signal', value: ([name]) => name },
        {
          title: 'value',
          value: ([, value]) => (typeof value === 'string' ? value : JSON.stringify(value)),
          isWide: true,
        },
      ],
      Number.POSITIVE_INFINITY,
    ),
    heading('Rules that an event alone does not decide'),
    `  ${printable(unknown.join(', '))}`,
  );
  return lines.join('\n');
}
