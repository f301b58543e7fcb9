import {
  type FingerprintGuard as CoreGuard,
  FingerprintError,
  isFingerprintError,
} from '@fingerprint-guard/core';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { REQUIREMENT, type RequirementMark } from './requirement.js';
import { FINGERPRINT_GUARD } from './tokens.js';

/** Finds out at start-up whether the guard has every policy that a decorator names. */
@Injectable()
export class RequirementCheck implements OnModuleInit {
  constructor(
    @Inject(FINGERPRINT_GUARD) private readonly guard: CoreGuard,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  /** @throws FingerprintError `ERR_FP_UNKNOWN_POLICY` or `ERR_FP_POLICY` that says where the policy is required. */
  onModuleInit(): void {
    for (const { metatype } of [...this.discovery.getControllers(), ...this.discovery.getProviders()]) {
      if (typeof metatype !== 'function' || !metatype.prototype) continue;
      this.#check(metatype, metatype.name);
      for (const name of this.scanner.getAllMethodNames(metatype.prototype)) {
        this.#check(metatype.prototype[name], `${metatype.name}.${name}`);
      }
    }
  }

  #check(target: Parameters<Reflector['get']>[1], place: string): void {
    const mark = this.reflector.get<RequirementMark | undefined>(REQUIREMENT, target);
    if (mark === undefined || mark === 'skip') return;
    try {
      this.guard.requirePolicy(mark.policy);
    } catch (error) {
      if (!isFingerprintError(error)) throw error;
      const { code, message, issues } = error;
      throw new FingerprintError(code, `${place}: ${message}`, { issues, cause: error });
    }
  }
}
