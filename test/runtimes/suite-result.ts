import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Behaviour } from './run-suite.js';

/** The results of the conformance suite on one framework. */
export interface SuiteResult {
  /** The framework, with its version or its runtime. */
  name: string;
  passed: number;
  failed: number;
  /** How many behaviours are not applicable, by the reason. */
  leftOut: Readonly<Record<string, number>>;
}

/** Counts behaviours by their outcome. */
export function countsOf(behaviours: readonly Behaviour[]): Omit<SuiteResult, 'name'> {
  const count = (outcome: Behaviour['outcome']) =>
    behaviours.filter((behaviour) => behaviour.outcome === outcome).length;
  const leftOut: Record<string, number> = {};
  for (const { outcome, why = '' } of behaviours)
    if (outcome === 'not applicable') leftOut[why] = (leftOut[why] ?? 0) + 1;
  return { passed: count('holds'), failed: count('fails'), leftOut };
}

/** The lines for one result: the counts, and below them what is left out and why. */
export function linesOf({ name, passed, failed, leftOut }: SuiteResult): string[] {
  const left = Object.entries(leftOut);
  const sum = left.reduce((total, [, count]) => total + count, 0);
  const counts = [`${passed} behaviours hold`];
  if (failed > 0) counts.push(`${failed} do not`);
  if (sum > 0) counts.push(`${sum} are not applicable`);
  return [`  ${name}: ${counts.join(', ')}`, ...left.map(([why, count]) => `    – ${count}: ${why}`)];
}

/** One list of all results: their counts, with a letter for each reason to leave something out, and then the reasons. */
export function listOf(results: readonly SuiteResult[]): string[] {
  const reasons = [...new Set(results.flatMap(({ leftOut }) => Object.keys(leftOut)))];
  const letterOf = (why: string) => String.fromCharCode(97 + reasons.indexOf(why));
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.map(({ name, passed, failed, leftOut }) => {
    const left = Object.entries(leftOut).map(([why, count]) => `${count}${letterOf(why)}`);
    const counts = [`${passed} hold`, ...(failed ? [`${failed} do not`] : [])];
    if (left.length > 0) counts.push(`left out: ${left.join(' ')}`);
    return `  ${name.padEnd(width)}  ${counts.join(', ')}`;
  });
  return [...lines, ...reasons.map((why) => `  ${letterOf(why)}: ${why}`)];
}

// This program is bundled into a folder beside its sources.
const OF_NPM_TEST = join(import.meta.dirname, '..', '..', '..', '.cache', 'conformance.json');

/** The results on the frameworks of the last whole `npm test`, which runs the suite in the process of the tests. */
export function resultsOnNode(): SuiteResult[] {
  if (!existsSync(OF_NPM_TEST)) return [];
  const held: Record<string, Pick<SuiteResult, 'passed' | 'failed'>> = JSON.parse(
    readFileSync(OF_NPM_TEST, 'utf8'),
  );
  return Object.entries(held).map(([name, counts]) => ({
    name: `${name} on Node ${process.versions.node}, in process`,
    ...counts,
    leftOut: {},
  }));
}
