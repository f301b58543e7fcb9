import { FingerprintError } from '@fingerprint-guard/core';
import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { FingerprintGuard } from './fingerprint.guard.js';
import { noteRequired } from './required-places.js';
import { REQUIREMENT, type Requirement, type RequirementMark } from './requirement.js';

/** Builds a decorator that stores a requirement and applies the guard that reads it. */
export function requiring(requirement: Requirement): MethodDecorator & ClassDecorator {
  return applyDecorators(
    (target: object, key?: PropertyKey, descriptor?: PropertyDescriptor) =>
      refuseOther(requirement, descriptor?.value ?? target, key),
    SetMetadata(REQUIREMENT, requirement),
    UseGuards(FingerprintGuard),
    (target: object, key?: PropertyKey) => noteRequired(target, key, nameOf(requirement)),
  );
}

const nameOf = ({ edge }: Requirement) => (edge ? 'RequireEdge' : 'RequireFingerprint');

/** One place can have only one requirement: of two, the lower one would be lost. */
function refuseOther(requirement: Requirement, place: object, key: PropertyKey | undefined): void {
  const mark = Reflect.getOwnMetadata(REQUIREMENT, place) as RequirementMark | undefined;
  if (mark === undefined || mark === 'skip' || mark.edge === requirement.edge) return;
  const name = String(key ?? (place as { name?: string }).name);
  throw new FingerprintError(
    'ERR_FP_OPTION',
    `${name} has both @RequireFingerprint and @RequireEdge, of which one would be lost: keep one, and call FingerprintService.check() or checkEdge() instead of the other`,
  );
}
