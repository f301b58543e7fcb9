import type { FingerprintGuard, FingerprintGuardOptions } from '@fingerprint-guard/core';
import type { RunningApp } from '../harness.js';

/** An application that the webhook suite asks for: `POST /webhook` receives deliveries, in the framework's own word for it. */
export interface WebhookAppSpec {
  /** The guard of the application. */
  guard: FingerprintGuard;
  /** The secrets that deliveries are signed with. */
  secrets: string | readonly string[];
  /** A JSON body parser that keeps no raw body runs first. */
  parsed: boolean;
  /** Told what reaches the framework's handling of errors. */
  onError(error: unknown): void;
}

/** One framework (and version) under test. */
export interface WebhookTarget {
  /** How the test report names it, such as `Express 5`. */
  name: string;
  /** Builds the guards. @defaultValue that of `@fingerprint-guard/core` */
  createGuard?(options: FingerprintGuardOptions): FingerprintGuard;
  /** Starts an application of this framework. */
  start(app: WebhookAppSpec): Promise<RunningApp>;
}
