import type { Decision } from '../decision/decision.js';
import type { Environment } from '../doctor/environment.js';
import { sectionOf } from '../lib/errors.js';
import { isLoopback } from '../lib/is-loopback.js';
import { LOG_PREFIX, type Logger } from '../lib/warnings.js';
import type { FingerprintGuardOptions } from '../options.js';
import { findRule } from '../policy/presets.js';

/** The number of rules that a line names; any others are only counted. */
const MAX_RULES = 3;

/** The maximum length of a line, in characters; a longer one is cut off. */
const MAX_CHARS = 600;

/** Characters that would end a line or control a terminal. */
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;

/** Logs a line about a decision that blocks its request. Never throws. */
export type ExplainBlocked = (decision: Decision) => void;

/**
 * Builds the logging of a line that says why a request was blocked, if that is enabled: by the option `debug`, else by
 * `FINGERPRINT_GUARD_DEBUG`, else on a developer's machine.
 */
export function createExplainBlocked(
  { debug, logger = console }: Pick<FingerprintGuardOptions, 'debug' | 'logger'>,
  environment: Environment,
  baseUrl: URL,
): ExplainBlocked {
  const asked = debug ?? environment.debug;
  const isDeveloping = !environment.production && (environment.development || isLoopback(baseUrl));
  const say = logger && (asked ?? isDeveloping) ? sayingOf(logger, asked === true) : undefined;
  return (decision) => {
    if (!say || !decision.blocked) return;
    try {
      say(`${LOG_PREFIX} ${inOneLine(decision)}`);
    } catch {
      // A logger that fails must not fail the request.
    }
  };
}

/** If the lines are explicitly enabled, a logger without `info` and `debug` receives them as warnings. */
function sayingOf(logger: Logger, isAskedFor: boolean): ((line: string) => void) | undefined {
  if (logger.info) return (line) => logger.info?.(line);
  if (logger.debug) return (line) => logger.debug?.(line);
  return isAskedFor ? (line) => logger.warn(line) : undefined;
}

/**
 * Identifies no client: the path of the request and the ID of the decision are in the decision itself, for a permanent
 * log.
 */
function inOneLine({ action, policy, reasons, request }: Decision): string {
  const decisive = reasons.filter(({ level }) => level === action);
  const said = decisive.slice(0, MAX_RULES).map(({ rule, message }) => `${rule}: ${message}`);
  const more = decisive.length > MAX_RULES ? [`and ${decisive.length - MAX_RULES} more rules`] : [];
  const known = decisive.find(({ rule }) => findRule(rule));
  const seeMore = known ? `; see ${sectionOf('rules', known.rule)}` : '';
  const where =
    request.route === undefined ? `a ${request.method} request` : `${request.method} ${request.route}`;
  const line = `${where} is blocked (${action}) by the policy '${policy}': ${[...said, ...more].join('; ')}`;
  const clean = line.replace(CONTROL, ' ');
  return `${clean.length > MAX_CHARS ? `${clean.slice(0, MAX_CHARS)}…` : clean}${seeMore}`;
}
