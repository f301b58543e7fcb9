import type { FingerprintGuard, FingerprintGuardOptions } from '@fingerprint-guard/core';
import type { RunningApp } from '../harness.js';

/**
 * An application that the webhook suite asks for: `POST /webhook` receives deliveries, with the framework's own
 * receiver.
 */
export interface WebhookAppSpec {
  /** The guard of the application. */
  guard: FingerprintGuard;
  /** The secrets that sign deliveries. */
  secrets: string | readonly string[];
  /** True if a JSON body parser that keeps no raw body runs first. */
  parsed: boolean;
  /** Receives what reaches the framework's error handling. */
  onError(error: unknown): void;
}

/** One framework (and version) under test. */
export interface WebhookTarget {
  /** Its name in the test report, such as `Express 5`. */
  name: string;
  /** Builds the guards. @defaultValue that of `@fingerprint-guard/core` */
  createGuard?(options: FingerprintGuardOptions): FingerprintGuard;
  /** Starts an application of this framework. */
  start(app: WebhookAppSpec): Promise<RunningApp>;
}
