import type { DecisionRecord } from '@fingerprint-guard/core';
import type { DecisionFilter } from '../src/decision-filter.js';
import type { DecisionRow } from '../src/decision-row.js';
import type { HeldComparison } from '../src/policy-comparison.js';

/** The page is at the path where the inspector is mounted, with or without a slash at the end. */
const BASE = `${location.pathname.replace(/\/+$/, '')}/`;

/** The stream of new decisions. */
export const STREAM_URL = `${BASE}api/stream`;

/** The decisions that the server keeps. */
export interface Held {
  instance: string;
  size: number;
  decisions: DecisionRow[];
}

export const fetchHeld = (): Promise<Held> => read('api/decisions');

export const decisionUrl = (id: string): string => `${BASE}api/decisions/${encodeURIComponent(id)}`;

/** Fetches one decision in full; undefined if it is no longer kept. */
export async function fetchDecision(id: string): Promise<DecisionRecord | undefined> {
  const response = await fetch(decisionUrl(id));
  if (response.status === 404) return undefined;
  return parse(response);
}

export async function fetchPolicies(): Promise<Record<string, unknown>> {
  const { policies } = await read<{ policies: Record<string, unknown> }>('api/policies');
  return policies;
}

/** The issues of a policy, one per line. */
export class PolicyIssues extends Error {
  readonly issues: readonly string[];

  constructor(issues: readonly string[]) {
    super('The policy has issues');
    this.issues = issues;
  }
}

/** Makes the server apply a policy to the kept decisions. */
export async function comparePolicy(
  policy: unknown,
  filter: DecisionFilter,
  signal: AbortSignal,
): Promise<HeldComparison> {
  const response = await fetch(`${BASE}compare`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ policy, filter }),
    signal,
  });
  if (response.status === 422) throw new PolicyIssues((await response.json()).issues);
  return parse(response);
}

const read = async <Answer>(path: string): Promise<Answer> => parse(await fetch(BASE + path));

async function parse<Answer>(response: Response): Promise<Answer> {
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.json();
}
