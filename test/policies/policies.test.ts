import { readdirSync, readFileSync } from 'node:fs';
import {
  createFingerprintGuard,
  type Decision,
  evaluatePolicy,
  type PolicyConfig,
} from '@fingerprint-guard/core';
import { fingerprintVisit } from '@fingerprint-guard/testing';
import { describe, expect, test } from '@jest/globals';
import { expectSection } from '../docs/section.js';
import { useCases } from './use-cases.js';
import { type VisitName, visits } from './visits.js';

const folder = new URL('../../examples/policies/', import.meta.url);
const guide = new URL('../../docs/policies.md', import.meta.url);

const { always = [], ...own } = useCases;
const names = Object.keys(own);
const policies = Object.fromEntries(names.map((name) => [name, read(name)]));

function read(name: string): PolicyConfig {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

const judge = (policy: PolicyConfig | undefined, visit: VisitName) =>
  evaluatePolicy(policy ?? {}, fingerprintVisit(visits[visit]));

/** The rules that decide. */
const decisive = ({ action, reasons }: Decision) =>
  reasons.filter(({ level }) => level === action).map(({ rule }) => rule);

test('every policy has its table', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  expect(files.sort()).toEqual(names.map((name) => `${name}.json`).sort());
});

test('a guard takes all of them', async () => {
  await createFingerprintGuard({ apiKey: 'none', policies, logger: false }).close();
});

describe.each(Object.entries(own))('%s', (name, outcomes) => {
  test.each([...always, ...outcomes])('%s: %s', (visit, action, ...rules) => {
    const decision = judge(policies[name], visit);
    expect([decision.action, ...decisive(decision)]).toEqual([action, ...rules]);
  });

  test('has no line that changes nothing', () => {
    const { rules = {}, ...rest } = policies[name] ?? {};
    for (const rule of Object.keys(rules)) {
      const { [rule]: _, ...fewer } = rules;
      const without = { ...rest, rules: fewer };
      const differs = [...always, ...outcomes].some(([visit]) => {
        const [one, other] = [judge(policies[name], visit), judge(without, visit)];
        return one.action !== other.action || decisive(one).join() !== decisive(other).join();
      });
      expect([rule, differs]).toEqual([rule, true]);
    }
  });
});

/** What the guide shows of a use case: its policy, and what it says. */
function shown(name: string): string {
  const rows = (useCases[name] ?? []).map(
    ([visit, action, ...rules]) =>
      `| ${visit} | ${action} | ${rules.map((rule) => `\`${rule}\``).join(', ')} |`,
  );
  const table = ['| a visit | outcome | because of |', '| --- | --- | --- |', ...rows].join('\n');
  const policy = policies[name] ? readFileSync(new URL(`${name}.json`, folder), 'utf8') : undefined;
  return policy === undefined ? table : `\`\`\`json\n${policy}\`\`\`\n\n${table}`;
}

test.each(Object.keys(useCases))('docs/policies.md shows %s as it is; `npm run update` rewrites it', (name) =>
  expectSection(guide, name, shown(name)),
);
