import type { Emulator } from '@fingerprint-guard/emulator';

type Scenario = Parameters<Emulator['createEvent']>[0];
type Fault = Parameters<Emulator['setFault']>[0];

/** The outcome of a login. */
export type Outcome =
  | 'let in'
  | '2 of 2 let in'
  | '1 of 2 let in'
  | 'blocked'
  | 'one more step'
  | 'try again'
  | 'waits';

/** A login in some situation. */
export interface Situation {
  title: string;
  /** The correct outcome. */
  right: readonly Outcome[];
  /** Every implementation judges it correctly. */
  isEasy?: boolean;
  scenario?: Scenario;
  /** Fields of the event that differ from the honest visit's. */
  event?: Readonly<Record<string, unknown>>;
  /** The ID to send in place of the event's; `null` sends none. */
  id?: string | null;
  /** The address that the request comes from, in place of the event's. */
  from?: string;
  /** What the client writes into its `X-Forwarded-For`. */
  forged?: string;
  fault?: Fault;
  deleted?: boolean;
  /** Sent twice, one after the other or at once. */
  twice?: 'in turn' | 'at once';
}

const PHONE = '203.0.113.24';
const STOPPED = ['blocked'] as const;
const LET_IN = ['let in'] as const;

export const SITUATIONS: readonly Situation[] = [
  { title: 'an honest visit', right: LET_IN, isEasy: true },
  { title: 'a bad bot', right: STOPPED, scenario: 'bad-bot', isEasy: true },
  { title: 'no ID at all', right: STOPPED, id: null },
  { title: 'a made-up ID', right: STOPPED, id: '1764140000000.AbCdEf' },
  { title: 'the ID of an event that was deleted', right: STOPPED, deleted: true },
  { title: 'one ID, twice', right: ['1 of 2 let in'], twice: 'in turn' },
  { title: 'one ID, twice at once', right: ['1 of 2 let in'], twice: 'at once' },
  { title: 'an event that is five minutes old', right: STOPPED, scenario: 'stale' },
  { title: 'a payload that Fingerprint received before', right: STOPPED, scenario: 'replayed' },
  {
    title: 'an event from another site, made with the public key',
    right: STOPPED,
    event: { url: 'https://shop-login.example/' },
  },
  {
    title: 'an event from the test environment',
    right: STOPPED,
    event: { environment_id: 'ae_0000000000000000' },
  },
  {
    title: 'an event that was made for another customer',
    right: STOPPED,
    event: { linked_id: 'customer-8' },
  },
  {
    title: "a stolen event, with the victim's address forged in `X-Forwarded-For`",
    right: ['one more step', 'blocked'],
    from: '198.51.100.77',
    forged: PHONE,
  },
  { title: 'an event without a bot verdict', right: ['one more step', 'blocked'], event: { bot: null } },
  {
    title: 'honest, identified over IPv4, logs in over IPv6',
    right: LET_IN,
    scenario: 'dual-stack',
    from: '2001:db8:49:1::24',
  },
  { title: 'honest, behind a carrier that changes the address', right: LET_IN, from: '203.0.113.99' },
  { title: 'honest, on iCloud Private Relay', right: LET_IN, scenario: 'relay' },
  {
    title: 'honest, the API knows the event only after a moment',
    right: LET_IN,
    fault: { kind: 'status', status: 404, times: 1 },
  },
  { title: 'honest, the API answers 500', right: LET_IN, fault: { kind: 'status', status: 500 } },
  { title: 'honest, the API does not answer', right: LET_IN, fault: { kind: 'delay', ms: 600_000 } },
  {
    title: 'the API answers 429: too many requests',
    right: ['try again', 'one more step'],
    fault: { kind: 'status', status: 429, retryAfter: 30 },
  },
];
