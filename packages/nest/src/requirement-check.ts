import { FingerprintError, namingPlace } from '@fingerprint-guard/core';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { CoreGuard } from './core-guard.js';
import { REQUIREMENT, type RequirementMark } from './requirement.js';
import { FINGERPRINT_GUARD } from './tokens.js';

/**
 * The names that `@nestjs/graphql` uses for its options, and for its metadata on the resolver of a field and of a
 * reference.
 */
const GRAPHQL_OPTIONS = 'GqlModuleOptions';
const FIELD_RESOLVERS = ['graphql:resolve_property', 'graphql:resolve_reference'];

/** Checks at start-up that the guard has every policy that a decorator names, and that it runs there. */
@Injectable()
export class RequirementCheck implements OnModuleInit {
  constructor(
    @Inject(FINGERPRINT_GUARD) private readonly guard: CoreGuard,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  /**
   * @throws FingerprintError `ERR_FP_UNKNOWN_POLICY` or `ERR_FP_POLICY` that says where the policy is required;
   * `ERR_FP_CONTEXT` if GraphQL would resolve a field without running its guard.
   */
  onModuleInit(): void {
    const guardsFields = this.#guardsFields();
    for (const { metatype } of [...this.discovery.getControllers(), ...this.discovery.getProviders()]) {
      if (typeof metatype !== 'function' || !metatype.prototype) continue;
      this.#check(metatype, metatype.name);
      for (const name of this.scanner.getAllMethodNames(metatype.prototype)) {
        const [handler, place] = [metatype.prototype[name], `${metatype.name}.${name}`];
        const isRequired = this.#check(handler, place);
        const isField = () => FIELD_RESOLVERS.some((mark) => this.reflector.get(mark, handler));
        if (isRequired && !guardsFields && isField()) throw unguarded(place);
      }
    }
  }

  /** GraphQL runs the guards of field and reference resolvers only if its module is configured to. */
  #guardsFields(): boolean {
    return this.discovery
      .getProviders()
      .filter(({ token }) => token === GRAPHQL_OPTIONS)
      .every(({ instance }) => instance?.fieldResolverEnhancers?.includes('guards'));
  }

  /** True if something is required there. */
  #check(target: Parameters<Reflector['get']>[1], place: string): boolean {
    const mark = this.reflector.get<RequirementMark | undefined>(REQUIREMENT, target);
    if (mark === undefined || mark === 'skip') return false;
    namingPlace(place, () => this.guard.requirePolicy(mark.policy, { edge: mark.edge }));
    return true;
  }
}

function unguarded(place: string): FingerprintError {
  return new FingerprintError(
    'ERR_FP_CONTEXT',
    `${place} requires a fingerprint, but GraphQL runs no guards for field and reference resolvers: set fieldResolverEnhancers: ['guards'] on GraphQLModule`,
  );
}
