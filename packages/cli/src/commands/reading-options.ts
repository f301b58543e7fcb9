import { type Command, Option } from 'commander';
import type { CommandContext } from '../context.js';
import type { NeededFields } from '../decisions/fields.js';
import { FORMATS, type Format } from '../decisions/format.js';
import type { ReadOptions } from '../decisions/read-decisions.js';
import { Progress } from '../terminal/progress.js';
import { momentIn } from '../text/moment-in.js';
import { UsageError } from '../usage-error.js';

/** The options of every command that reads decisions. */
export interface ReadingOptions {
  readonly format?: Format;
  readonly onlyPolicy?: string;
  readonly required?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly installExtensions?: boolean;
}

/** The argument of every command that reads decisions. */
export const DECISIONS =
  'files of decision records: NDJSON, also .gz and .zst, or Parquet; globs, URLs, or - for standard input';

/** Adds the options of every command that reads decisions. */
export function addReadingOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--format <format>',
        'the format, if it does not follow from the names of the files',
      ).choices(FORMATS),
    )
    .option('--only-policy <name>', 'only decisions by the policy of this name')
    .option('--required', 'only decisions that a route required')
    .option('--since <date>', 'only decisions at or after this time, such as 2026-05-01')
    .option('--until <date>', 'only decisions before this time')
    .option(
      '--install-extensions',
      'let DuckDB download the extension that Parquet from a URL, or a bucket, needs, once',
    );
}

/** Derives from the options what to read. */
export function readOptions(
  { format, onlyPolicy, required, since, until, installExtensions }: ReadingOptions,
  needed: NeededFields,
  { terminal, stdin, signal, workers, httpSilenceMs }: CommandContext,
): ReadOptions {
  const sinceMs = since === undefined ? undefined : readDate('--since', since);
  const untilMs = until === undefined ? undefined : readDate('--until', until);
  if (sinceMs !== undefined && untilMs !== undefined && untilMs <= sinceMs)
    throw new UsageError(`--until: nothing is before ${until} and since ${since}`);
  return {
    format,
    onlyPolicy,
    required,
    sinceMs,
    untilMs,
    installExtensions,
    needed:
      needed.signals === 'all' ? needed : { ...needed, signals: new Set([...needed.signals, ...ALWAYS]) },
    stdin,
    progress: new Progress(terminal.progressStream),
    signal,
    workers,
    httpSilenceMs,
  };
}

/** The signals that counting reads, and those that determine a rule's sample and the state of a lookup. */
const ALWAYS = [
  'visitorId',
  'eventId',
  'clientIp',
  'linkedId',
  'reference',
  'lookup',
  'lookupCause',
  'replayStore',
];

/** A date without a time is the start of that day, in UTC. */
function readDate(option: string, text: string): number {
  const at = momentIn(text);
  if (at === undefined) throw new UsageError(`${option}: expected a date such as 2026-05-01, not ${text}`);
  return at;
}
