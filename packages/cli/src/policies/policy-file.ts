import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import {
  definePolicy,
  isFingerprintError,
  type Policy,
  type PolicyConfig,
  type PresetName,
  policyNameIssue,
} from '@fingerprint-guard/core';
import type { StandardInput } from '../standard-input.js';
import { UsageError } from '../usage-error.js';
import { withoutMark } from '../without-mark.js';

/** A policy of a file, valid or not. */
export interface PolicyOfFile {
  /** Its path in the file, such as `policies.login`; undefined for a file that is one policy. */
  readonly path?: string;
  /** The policy name in its decisions: `default` for `policy`; undefined for a file that is one policy. */
  readonly decides?: string;
  /** One line for each issue. */
  readonly issues: readonly string[];
  /** The policy, if it has no issues. */
  readonly policy?: Policy;
}

/**
 * Reads a JSON file with one policy, or with `{ policy, policies }` in the form of `guard.setPolicies`.
 * @param stdin The source of `-`.
 * @throws UsageError if there is no such file.
 */
export async function readPolicyFile(file: string, stdin: StandardInput): Promise<PolicyOfFile[]> {
  const content = file === '-' ? await text(stdin.take()) : await readText(file);
  let json: unknown;
  try {
    json = JSON.parse(withoutMark(content));
  } catch (error) {
    const reason = MODULE.test(file) ? AS_JSON : (error as Error).message;
    return [{ issues: [`not JSON: ${reason}`] }];
  }
  return isSet(json) ? readSet(json) : [readPolicy(json)];
}

/** Lists every issue of a file, each with its path. */
export function issuesOf(policies: readonly PolicyOfFile[]): string[] {
  const lines = policies.flatMap(({ path, issues }) =>
    issues.map((issue) => (path === undefined ? issue : `${path}${isWhole(issue) ? ': ' : '.'}${issue}`)),
  );
  // The default of a set may be one of its named policies.
  return [...new Set(lines)];
}

/** True for an issue of a policy as a whole, which does not begin with a path. */
const isWhole = (issue: string): boolean => /^(expected|a) /.test(issue);

/** Modules are not run: a policy is plain data. */
const MODULE = /\.[cm]?[jt]sx?$/i;
const AS_JSON = 'a module, which is not run; write its policy as JSON, or pipe the JSON in as -';

const REASONS: Readonly<Record<string, string>> = { ENOENT: 'no such file', EISDIR: 'a folder' };

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new UsageError(`${file}: ${REASONS[code] ?? message}`, { cause });
  }
}

interface PolicySet {
  readonly policy?: unknown;
  readonly policies?: unknown;
}

const SET_KEYS = ['policy', 'policies', '$schema'];

function isSet(json: unknown): json is PolicySet {
  if (json === null || typeof json !== 'object') return false;
  const keys = Object.keys(json);
  return keys.some((key) => key !== '$schema') && keys.every((key) => SET_KEYS.includes(key));
}

function readSet({ policy, policies = {} }: PolicySet): PolicyOfFile[] {
  if (policies === null || typeof policies !== 'object' || Array.isArray(policies))
    return [{ path: 'policies', issues: ['expected an object of policies by name'] }];
  const named = Object.entries(policies).map(([name, config]) => readNamed(name, config));
  if (policy === undefined)
    return named.length > 0 ? named : [{ path: 'policies', issues: ['expected at least one policy'] }];
  const same = named.find(({ decides }) => decides === policy);
  return [
    same ? { ...same, decides: 'default' } : readPolicy(policy, { path: 'policy', decides: 'default' }),
    ...named,
  ];
}

function readNamed(name: string, json: unknown): PolicyOfFile {
  const read = readPolicy(json, { path: `policies.${name}`, decides: name });
  const issue = policyNameIssue(name);
  if (issue === undefined) return read;
  const { policy: _, ...refused } = read;
  return { ...refused, issues: [...read.issues, issue] };
}

function readPolicy(json: unknown, place: Pick<PolicyOfFile, 'path' | 'decides'> = {}): PolicyOfFile {
  try {
    return { ...place, issues: [], policy: definePolicy(json as PolicyConfig | PresetName) };
  } catch (error) {
    if (!isFingerprintError(error)) throw error;
    return { ...place, issues: error.issues ?? [error.message] };
  }
}
