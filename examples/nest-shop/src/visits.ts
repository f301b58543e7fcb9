import type { Action } from '@fingerprint-guard/core';

/** The ways in which attacks get the event that they send. */
export const GROUPS = ['made up', 'stolen', 'disguised', 'unusual'] as const;

/** One kind of visit to the shop, and the expected outcome. */
export interface Visit {
  name: string;
  title: string;
  /** Only for an attack. */
  group?: (typeof GROUPS)[number];
  /** A description of the visit. */
  story: string;
  /** The event to send: created by the agent with these options, an ID that was never issued, or none. */
  event: { scenario?: string; overrides?: Record<string, unknown> } | 'made-up' | 'none';
  /** The number of times that the same event is sent. @defaultValue 1 */
  times?: number;
  expected: { status: number; action: Action; rule?: string };
}

const denied = (rule: string) => ({ status: 403, action: 'deny', rule }) as const;
const challenged = (rule: string) => ({ status: 403, action: 'challenge', rule }) as const;

export const honestVisit: Visit = {
  name: 'honest',
  title: 'Honest visitor',
  story: 'An ordinary browser on the login page.',
  event: {},
  expected: { status: 201, action: 'allow' },
};

/** All of them know the right password. The page shows a button for each, and `npm start` plays them all. */
export const attacks: readonly Visit[] = [
  {
    name: 'bot',
    title: 'Bot',
    group: 'disguised',
    story: 'An automated browser tries stolen passwords.',
    event: { scenario: 'bad-bot' },
    expected: denied('bad-bot'),
  },
  {
    name: 'replay',
    title: 'Replay',
    group: 'stolen',
    story: 'An event that has signed somebody in is sent a second time.',
    event: {},
    times: 2,
    expected: denied('reused-event'),
  },
  {
    name: 'stale',
    title: 'Stale event',
    group: 'stolen',
    story: 'An event made five minutes ago and kept for later.',
    event: { scenario: 'stale' },
    expected: denied('stale-event'),
  },
  {
    name: 'unknown-id',
    title: 'Unknown ID',
    group: 'made up',
    story: 'An event ID that looks right and was never issued.',
    event: 'made-up',
    expected: denied('unknown-event'),
  },
  {
    name: 'no-id',
    title: 'No ID',
    group: 'made up',
    story: 'A script that posts the form without running the page.',
    event: 'none',
    expected: denied('missing-event'),
  },
  {
    name: 'other-origin',
    title: 'Other origin',
    group: 'stolen',
    story: 'A copy of the shop on another domain passes its visitors’ events on.',
    event: { overrides: { url: 'https://fennel-and-finch.example.net/' } },
    expected: denied('origin-mismatch'),
  },
  {
    name: 'tampered',
    title: 'Tampered',
    group: 'disguised',
    story: 'A browser that pretends to be another one.',
    event: { scenario: 'tampered' },
    expected: denied('tampering'),
  },
  {
    name: 'replayed-payload',
    title: 'Copied signals',
    group: 'stolen',
    story: 'What the agent saw in one browser is sent again from another.',
    event: { scenario: 'replayed' },
    expected: denied('replayed-payload'),
  },
  {
    name: 'passed-on',
    title: 'Passed on',
    group: 'stolen',
    story: 'Made in a private window, sent from another network.',
    event: { scenario: 'incognito', overrides: { ip_address: '203.0.113.9' } },
    expected: denied('passed-on'),
  },
  {
    name: 'tor',
    title: 'Tor',
    group: 'unusual',
    story: 'A visitor through the Tor network.',
    event: { scenario: 'tor' },
    expected: denied('tor'),
  },
  {
    name: 'vpn',
    title: 'VPN',
    group: 'unusual',
    story: 'A public VPN, with a clock from another continent.',
    event: { scenario: 'vpn' },
    expected: challenged('vpn'),
  },
  {
    name: 'incognito',
    title: 'Incognito',
    group: 'unusual',
    story: 'A private window, as honest people use too.',
    event: { scenario: 'incognito' },
    expected: challenged('incognito'),
  },
];
