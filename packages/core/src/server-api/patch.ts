import { FingerprintError } from '../lib/errors.js';
import { anyObject, type Check, findIssues, throwIfAny } from '../lib/option-checks.js';
import type { EventPatch } from './client.js';

const CHECKS: Readonly<Record<keyof EventPatch, Check>> = {
  linkedId: (value) => (typeof value === 'string' ? undefined : 'expected a string'),
  tags: anyObject,
  suspect: (value) => (typeof value === 'boolean' ? undefined : 'expected a boolean'),
};

/**
 * Serialises a patch in a generation's spelling. Fields that are `null` or undefined are left out.
 * @throws FingerprintError `ERR_FP_OPTION` for a field that an event does not have or that cannot be changed, a value
 * of the wrong type, and tags that are not JSON.
 */
export function patchBody(patch: EventPatch, names: Readonly<Record<keyof EventPatch, string>>): string {
  const given = patch === null || typeof patch !== 'object' ? patch : withoutNull(patch);
  const issues = findIssues(given, CHECKS, '{ linkedId, tags, suspect }').map((issue) => `patch.${issue}`);
  throwIfAny(issues);
  const renamed = Object.entries(given).map(([name, value]) => [names[name as keyof EventPatch], value]);
  try {
    return JSON.stringify(Object.fromEntries(renamed));
  } catch (cause) {
    throw new FingerprintError('ERR_FP_OPTION', 'patch: contains a value that JSON cannot represent', {
      cause,
    });
  }
}

const withoutNull = (patch: object): EventPatch =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null && value !== undefined));
