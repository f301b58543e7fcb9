import type { Action } from '@fingerprint-guard/core';
import type { DecisionRow } from '../src/decision-row.js';

export const ACTIONS: readonly Action[] = ['allow', 'challenge', 'deny'];

/** The words for actions. */
export const ACTION_WORDS: Readonly<Record<Action, string>> = {
  allow: 'Allowed',
  challenge: 'Challenged',
  deny: 'Denied',
};

const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const HOUR = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const MOMENT = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'medium',
  hourCycle: 'h23',
});
const NUMBER = new Intl.NumberFormat('en');
const PRECISE = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

export const count = (value: number): string => NUMBER.format(value);
export const clockTime = (at: number): string => CLOCK.format(at);
export const fullTime = (at: number): string => MOMENT.format(at);

/** The time in a line of the list: without the date for today's decisions. */
export function listTime(at: number): string {
  return new Date(at).toDateString() === new Date().toDateString()
    ? CLOCK.format(at)
    : `${DAY.format(at)} ${HOUR.format(at)}`;
}

/** The start of a time span, for the label of an axis. */
export const axisTime = (at: number, stepMs: number): string =>
  stepMs >= 86_400_000 ? DAY.format(at) : HOUR.format(at);

/** "1 decision", "12 decisions". */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** Any value as text for people. */
export function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'number') return PRECISE.format(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inWords).join(', ');
  if (typeof value === 'object')
    return leaves(value)
      .map(([path, leaf]) => `${path}: ${inWords(leaf)}`)
      .join('\n');
  return String(value);
}

/** The outcome of the request, in words. */
export function outcome({ action, blocked, required, mode }: DecisionRow): string {
  if (blocked) return 'Blocked';
  if (action === 'allow') return 'Passed';
  if (mode === 'monitor') return 'Passed: the policy only monitors';
  return required ? 'Passed to the handler' : 'Passed: nothing requires a decision here';
}

/** Lists the leaves of an object with their paths, such as `vpn.methods.publicVpn`. */
export function leaves(value: object, path = ''): [path: string, value: unknown][] {
  return Object.entries(value).flatMap(([name, inside]): [string, unknown][] => {
    const at = path ? `${path}.${name}` : name;
    const nested = inside !== null && typeof inside === 'object' && !Array.isArray(inside);
    return nested && Object.keys(inside).length > 0 ? leaves(inside, at) : [[at, inside]];
  });
}

/** Formats a field of an event; a number in a field that is named as a time becomes a date. */
export function fact(path: string, value: unknown): string {
  const isDate = typeof value === 'number' && value > 0 && /(?:^|\.)(?:timestamp|\w+At)$/.test(path);
  return isDate ? fullTime(value) : inWords(value);
}
