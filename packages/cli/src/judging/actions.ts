import type { Action } from '@fingerprint-guard/core';

/** A number for each action. */
export type ActionCounts = Record<Action, number>;

/** The actions, mildest first. */
export const ACTIONS: readonly Action[] = ['allow', 'challenge', 'deny'];

export const noActions = (): ActionCounts => ({ allow: 0, challenge: 0, deny: 0 });
