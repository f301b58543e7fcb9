import {
  type AllowedAgent,
  type Condition,
  type ExplainedRule,
  evaluatePolicy,
  explainPolicy,
  type Policy,
} from '@fingerprint-guard/core';
import { printable } from '../text/words.js';
import { conditionSql } from './condition.js';
import type { Dialect } from './dialect.js';
import { Facts } from './facts.js';
import { Inexpressible } from './inexpressible.js';
import { all, any, FALSE, known, knownOrNot, not, TRUE, type Truth, when } from './logic.js';
import { isAllowedAgent, ruleSql } from './rule-conditions.js';

/** A policy as a query over a table of records. */
export interface PolicyQuery {
  readonly sql: string;
  /** The rules that the query cannot judge, or only as unknown, and why. */
  readonly cannotSay: readonly CannotSay[];
}

/** A rule for which a record does not contain enough. */
interface CannotSay {
  readonly rule: string;
  readonly why: string;
}

interface WrittenRule {
  readonly name: string;
  readonly column: string;
  readonly level: 'observe' | 'challenge' | 'deny';
  readonly truth: Truth;
  /** The rule matches. Always known. */
  readonly matches: Truth;
}

/** Rules that do not match agents that the policy allows. */
const SPARE_ALLOWED_AGENTS = ['bad-bot', 'bot-probability'];

/** Writes a policy as one SELECT: a row for each record, with the result of `evaluatePolicy`. */
export function policyQuery(policy: Policy, table: readonly string[], dialect: Dialect): PolicyQuery {
  const { mode, rules } = explainPolicy(policy);
  const facts = new Facts(dialect);
  const cannotSay: CannotSay[] = [];
  const allow = rules.find(({ rule }) => rule === 'ai-agent')?.options.allow as AllowedAgent[] | undefined;
  const written = rules.flatMap((rule, index) => {
    if (rule.level === 'off') return [];
    try {
      return [writeRule(rule, `rule_${index + 1}`, allow, facts)];
    } catch (error) {
      if (!(error instanceof Inexpressible)) throw error;
      cannotSay.push({ rule: rule.rule, why: error.message });
      return [];
    }
  });
  for (const { rule, options } of rules)
    if (rule && 'when' in options && /"event\.raw[."]/.test(JSON.stringify(options.when)))
      cannotSay.push({ rule, why: 'records do not have event.raw' });
  const failed = serviceFailed(facts);

  const at = (level: WrittenRule['level']) => written.filter((rule) => rule.level === level);
  const names = (list: readonly WrittenRule[]) =>
    dialect.names(list.map(({ name, matches }) => [name, matches] as const));
  const matching = (level: WrittenRule['level']) => any(...at(level).map(({ matches }) => matches));
  const unsaid = new Set(cannotSay.map(({ rule }) => rule));
  const active = rules.filter(({ level }) => level !== 'off');
  const sayable = active.map(
    ({ rule }) => [writableName(rule, dialect), unsaid.has(rule) ? TRUE : not('readable')] as const,
  );
  const { policyRevision } = evaluatePolicy(policy, { signals: {} });

  const sql = [
    `-- The policy ${policyRevision} of Fingerprint Guard: its conclusion on each record of a decision.`,
    ...cannotSay.map(({ rule, why }) => `-- It cannot say what ${oneLine(rule)} does: ${oneLine(why)}.`),
    'WITH',
    'records AS (',
    '  SELECT',
    [
      '    id',
      '    COALESCE(required, TRUE) AS required',
      `    ${all(dialect.isReadable('signals'), dialect.isReadable('event'))} AS readable`,
      `    ${dialect.json('signals')} AS signals`,
      `    ${dialect.json('event')} AS event`,
    ].join(',\n'),
    `  FROM ${dialect.table(table)}`,
    '),',
    'facts AS (',
    '  SELECT',
    ['    id', '    required', '    readable', ...facts.columns.map((column) => `    ${column}`)].join(',\n'),
    '  FROM records',
    '),',
    'judged AS (',
    '  SELECT',
    [
      '    id',
      '    required',
      '    readable',
      `    ${failed} AS service_failed`,
      ...written.map(({ name, column, truth }) => `    ${truth} AS ${column} /* ${comment(name)} */`),
    ].join(',\n'),
    '  FROM facts',
    '),',
    'decided AS (',
    '  SELECT',
    [
      '    id',
      '    required',
      '    readable',
      '    service_failed',
      `    CASE WHEN ${matching('deny')} THEN 'deny' WHEN ${matching('challenge')} THEN 'challenge' ELSE 'allow' END AS action`,
      `    ${names([...at('deny'), ...at('challenge')])} AS reasons`,
      `    ${names(at('observe'))} AS observed`,
      `    ${dialect.names(written.map(({ name, column }) => [name, `${column} IS NULL`] as const))} AS unknown`,
    ].join(',\n'),
    '  FROM judged',
    ')',
    'SELECT',
    [
      '  id',
      '  action',
      // A comparison yields a number in some databases.
      `  ${mode === 'enforce' ? when("action <> 'allow' AND required", TRUE, FALSE) : FALSE} AS blocked`,
      `  ${when("action = 'allow' AND service_failed", TRUE, FALSE)} AS failed_open`,
      '  reasons',
      '  observed',
      '  unknown',
      `  ${dialect.names(sayable)} AS cannot_say`,
    ].join(',\n'),
    'FROM decided',
  ].join('\n');
  return { sql: `${sql}\n`, cannotSay };
}

function writeRule(
  { rule: name, level, options }: ExplainedRule,
  column: string,
  allow: readonly AllowedAgent[] | undefined,
  facts: Facts,
): WrittenRule {
  const { sample } = options;
  // A query cannot report a rule whose name it cannot contain.
  facts.literal(name);
  if (typeof sample === 'number' && sample > 0 && sample < 1)
    throw new Inexpressible('who is in its sample is a hash that databases do not have');
  const own = ruleSql(name, options, facts) ?? conditionSql(options.when as Condition, facts);
  const truth =
    allow && SPARE_ALLOWED_AGENTS.includes(name) ? when(isAllowedAgent(allow, facts), FALSE, own) : own;
  const matches = options.whenUnknown === 'match' ? knownOrNot(column) : known(column);
  // Nobody is in an empty sample, and outside the sample a rule counts at observe.
  return { name, column, level: sample === 0 ? 'observe' : (level as WrittenRule['level']), truth, matches };
}

/** True if the service, not the client, is the reason why something is unknown. */
function serviceFailed(facts: Facts): Truth {
  const refused = `${facts.text('lookup')} = 'refused' AND COALESCE(${facts.text('reference')} <> 'malformed', TRUE)`;
  return any(
    known(`${facts.text('lookup')} = 'unavailable'`),
    known(`(${refused})`),
    known(`${facts.text('replayStore')} = 'unavailable'`),
  );
}

/** The name of a rule, in a form that the dialect can express. */
function writableName(name: string, dialect: Dialect): string {
  try {
    dialect.literal(name);
    return name;
  } catch (error) {
    if (!(error instanceof Inexpressible)) throw error;
    return printable(name);
  }
}

const oneLine = (text: string): string => printable(text.replace(/\s+/g, ' '));

/** A name for use inside a comment, which it cannot end. It cannot start another one either: some databases nest comments. */
const comment = (text: string): string => oneLine(text).replaceAll('*', ' * ');
