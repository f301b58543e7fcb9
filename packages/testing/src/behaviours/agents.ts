import { strict as assert } from 'node:assert';
import type { PolicyConfig } from '@fingerprint-guard/core';
import type { EventOverrides, ScenarioName } from '@fingerprint-guard/emulator';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';

/** Policies for agents, mildest first; the documents show them. @internal */
export const AGENT_POLICIES = {
  'the policy `recommended`': {},
  'a policy that allows agents that customers of OpenAI sign, and asks others for more': {
    rules: { 'ai-agent': ['challenge', { allow: [{ provider: 'OpenAI', identities: ['signed'] }] }] },
  },
  'a policy that wants a human': { rules: { 'ai-agent': 'deny' } },
} as const satisfies Record<string, PolicyConfig>;

/** The end of a visit: let through, or blocked by a rule. */
type Outcome = 'allow' | readonly ['challenge' | 'deny', rule: string];

interface Visit {
  scenario: ScenarioName;
  overrides?: EventOverrides;
  /** The outcome under each policy, in order. */
  outcomes: readonly [Outcome, Outcome, Outcome];
}

/** An agent that only gives its name. */
const NAMED = { category: 'ai_agent', provider: 'OpenAI', name: 'ChatGPT Agent', confidence: 'low' };
const BOT = ['deny', 'bad-bot'] as const;
const SPOOFED = ['deny', 'spoofed-agent'] as const;
const AGENT = ['deny', 'ai-agent'] as const;
const ASKED = ['challenge', 'ai-agent'] as const;

/** Agents and other visitors, with their outcome under each policy; the documents show them. @internal */
export const AGENT_VISITS: Readonly<Record<string, Visit>> = {
  'a customer': { scenario: 'honest', outcomes: ['allow', 'allow', 'allow'] },
  'a customer in the app': { scenario: 'mobile-device', outcomes: ['allow', 'allow', 'allow'] },
  "a search engine's crawler": { scenario: 'good-bot', outcomes: ['allow', 'allow', 'allow'] },
  'an agent that a customer of OpenAI signs': {
    scenario: 'signed-agent',
    outcomes: ['allow', 'allow', AGENT],
  },
  'such an agent, taken for a bad bot': {
    scenario: 'signed-agent',
    overrides: { bot: 'bad', bot_info: { ...NAMED, identity: 'signed' } },
    outcomes: [BOT, 'allow', BOT],
  },
  'what calls itself such an agent, and proves nothing': {
    scenario: 'bad-bot',
    overrides: { bot_info: { ...NAMED, identity: 'unknown' } },
    outcomes: [BOT, BOT, BOT],
  },
  'what calls itself Googlebot, and is not': {
    scenario: 'spoofed-agent',
    outcomes: [SPOOFED, SPOOFED, SPOOFED],
  },
  'an AI browser': { scenario: 'ai-browser', outcomes: ['allow', ASKED, AGENT] },
  'a bot': { scenario: 'bad-bot', outcomes: [BOT, BOT, BOT] },
};

export const agents: Group = (play) => {
  for (const [index, [name, policy]] of Object.entries(AGENT_POLICIES).entries()) {
    play(`is judged by ${name}`, async (open) => {
      const scene = await open({ guard: { policy } });
      for (const [who, { scenario, overrides = {}, outcomes }] of Object.entries(AGENT_VISITS)) {
        const outcome = outcomes[index] ?? 'allow';
        const { eventId } = await scene.createEvent(scenario, overrides);
        const handledBefore = scene.handled.length;
        const answer = await scene.login(eventId);
        if (outcome === 'allow') assert.equal(answer.status, 200, `${who} was blocked`);
        else {
          const [action, rule] = outcome;
          assertBlocked(scene, answer, { action, rule, handledBefore });
        }
      }
    });
  }

  play('that is allowed is not exempt from rules that tie its event to the request', async (open) => {
    const policy = Object.values(AGENT_POLICIES)[1];
    const scene = await open({ guard: { policy } });
    const { eventId } = await scene.createEvent('signed-agent');
    assert.equal((await scene.login(eventId)).status, 200);
    assertBlocked(scene, await scene.login(eventId), { rule: 'reused-event', handledBefore: 1 });
    const { eventId: old } = await scene.createEvent('signed-agent', { timestamp: Date.now() - 600_000 });
    assertBlocked(scene, await scene.login(old), { rule: 'stale-event', retry: true, handledBefore: 1 });
  });
};
