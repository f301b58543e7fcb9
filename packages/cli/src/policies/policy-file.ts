import { readFileSync } from 'node:fs';
import {
  definePolicy,
  type GuardPolicies,
  isFingerprintError,
  type Policy,
  type PolicyConfig,
  type PresetName,
} from '@fingerprint-guard/core';
import { UsageError } from '../usage-error.js';

/** A policy of a file, valid or not. */
export interface PolicyOfFile {
  /** `undefined` for a file that is one policy; else its path in the file, such as `policies.login`. */
  readonly path?: string;
  /** One line for each thing that is wrong with it. */
  readonly issues: readonly string[];
  /** The policy, if nothing is wrong with it. */
  readonly policy?: Policy;
}

/**
 * Reads a file of JSON with one policy, or with `{ policy, policies }` as `guard.setPolicies` takes them.
 * @throws UsageError if there is no such file.
 */
export function readPolicyFile(file: string): PolicyOfFile[] {
  const text = readText(file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return [{ issues: [`not JSON: ${(error as Error).message}`] }];
  }
  if (!isSetOfPolicies(json)) return [readPolicy(json)];
  const { policy, policies = {} } = json;
  const named = Object.entries(policies).map(([name, config]) => readPolicy(config, `policies.${name}`));
  if (policy === undefined || (typeof policy === 'string' && Object.hasOwn(policies, policy))) return named;
  return [readPolicy(policy, 'policy'), ...named];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${file}: ${(cause as Error).message}`, { cause });
  }
}

function isSetOfPolicies(json: unknown): json is GuardPolicies {
  if (json === null || typeof json !== 'object') return false;
  return ('policy' in json || 'policies' in json) && !('rules' in json) && !('extends' in json);
}

function readPolicy(json: unknown, path?: string): PolicyOfFile {
  const at = path === undefined ? {} : { path };
  try {
    return { ...at, issues: [], policy: definePolicy(json as PolicyConfig | PresetName) };
  } catch (error) {
    if (!isFingerprintError(error)) throw error;
    return { ...at, issues: error.issues ?? [error.message] };
  }
}
