export type { AppSpec, ConformanceTarget, RouteSpec, RunningApp } from './harness.js';
