import type { ConformanceTarget } from './harness.js';
import type { Open } from './scene.js';

/** Declares one test. The scenes it opens end with it. */
export type Play = (name: string, body: (open: Open) => Promise<void>) => void;

/** Tests of one kind of behaviour. */
export type Group = (play: Play, target: ConformanceTarget) => void;
