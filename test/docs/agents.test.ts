import { evaluatePolicy, type PolicyConfig } from '@fingerprint-guard/core';
import { fingerprintVisit, type VisitOverrides } from '@fingerprint-guard/testing';
import { expect, test } from '@jest/globals';
import { AGENT_POLICIES, AGENT_VISITS } from '../../packages/testing/src/behaviours/agents.js';
import { expectSection } from './section.js';

const doc = new URL('../../docs/agents.md', import.meta.url);

const allowing: PolicyConfig = {
  extends: 'strict',
  rules: { 'ai-agent': ['deny', { allow: [{ provider: 'OpenAI', identities: ['signed'] }] }] },
};
const SIGNED = { agentCategory: 'ai_agent', agentProvider: 'OpenAI', agentIdentity: 'signed' };

/** What a rule checks of a visit, and how a visit fails it. Allowed agents are exempt from some rules. */
const CHECKS: readonly [what: string, rule: string, isExempt: boolean, fails: VisitOverrides['signals']][] = [
  ['the category of the agent', 'ai-agent', true, { bot: 'good' }],
  ['the verdict on bots', 'bad-bot', true, { bot: 'bad' }],
  ['the probability of a bot, of 2019', 'bot-probability', true, { bot: undefined, botProbability: 1 }],
  ['an event', 'missing-event', false, { reference: 'missing' }],
  ['its freshness', 'stale-event', false, { ageMs: 600_000 }],
  ['its one use', 'reused-event', false, { reused: true }],
  ['that its payload is new', 'replayed-payload', false, { replayed: true }],
  ['its origin', 'origin-mismatch', false, { originAllowed: false }],
  ['its address', 'ip-mismatch', false, { ipMatch: 'different' }],
  ['its linked ID', 'linked-id-mismatch', false, { linkedIdMatches: false }],
  ['its environment', 'environment-mismatch', false, { environmentAllowed: false }],
  ['where it runs', 'datacenter', false, { datacenter: true }],
  ['whether its browser was tampered with', 'tampering', false, { tampering: true }],
];

test.each(CHECKS)('of an allowed agent, %s: %s, exempt: %s', (_what, rule, isExempt, signals) => {
  const event = rule === 'bot-probability' ? { generation: '2019' as const } : {};
  const fails = fingerprintVisit({ signals: { bot: 'good', ...SIGNED, ...signals }, event });
  const { reasons } = evaluatePolicy(allowing, fails);
  expect(reasons.map((reason) => reason.rule)).toEqual(isExempt ? [] : [rule]);
  const unproven = fingerprintVisit({
    signals: { bot: 'good', ...SIGNED, agentIdentity: 'unknown', ...signals },
    event,
  });
  if (signals?.reference === undefined)
    expect(evaluatePolicy(allowing, unproven).reasons.map((reason) => reason.rule)).toContain(rule);
});

test('docs/agents.md says what an allowed agent is exempt from; `npm run update` rewrites it', () => {
  const rows = CHECKS.map(
    ([what, rule, isExempt]) => `| ${what} | \`${rule}\` | ${isExempt ? 'yes' : 'no'} |`,
  );
  expectSection(
    doc,
    'exempt',
    ['| of an allowed agent | rule | exempt |', '| --- | --- | --- |', ...rows].join('\n'),
  );
});

test('docs/agents.md has the outcomes that every framework is tested for; `npm run update` rewrites them', () => {
  const policies = Object.keys(AGENT_POLICIES).map((name) => name.replace(/^(a|the) policy (that )?/, ''));
  const rows = Object.entries(AGENT_VISITS).map(([who, { outcomes }]) => {
    const cells = outcomes.map((outcome) =>
      outcome === 'allow' ? 'allow' : `${outcome[0]}: \`${outcome[1]}\``,
    );
    return `| ${[who, ...cells].join(' | ')} |`;
  });
  const head = [`| a visit | ${policies.join(' | ')} |`, '| --- | --- | --- | --- |'];
  expectSection(doc, 'outcomes', [...head, ...rows].join('\n'));
});
