import type { DecisionRecord } from '@fingerprint-guard/core';

/** The name of a decision's route: the framework's pattern, else the path. */
export const routeOf = ({ request: { method, path, route } }: DecisionRecord): string =>
  `${method} ${route ?? path}`.trim();

/** The number of decisions that a record stands for: a log may keep only a share of those that allow. */
export const weightOf = ({ sampled = 1 }: DecisionRecord): number => 1 / sampled;
