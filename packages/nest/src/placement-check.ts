import { FingerprintError } from '@fingerprint-guard/core';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { isRequiredByClass, requiredOn } from './required-places.js';
import { REQUIREMENT, type RequirementMark } from './requirement.js';
import { type Host, hostsOf, isRouted } from './routing.js';

/** Checks at start-up that every `@RequireFingerprint` is in a place where its guard runs. */
@Injectable()
export class PlacementCheck implements OnModuleInit {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  /** @throws FingerprintError `ERR_FP_CONTEXT` that names the class and the method, and the fix. */
  onModuleInit(): void {
    for (const host of hostsOf(this.discovery)) {
      const names = new Set<PropertyKey>(this.scanner.getAllMethodNames(host.prototype));
      this.#checkClass(host, names);
      if (this.#lostClass(host, names)) throw classReplaced(host.name);
      for (const level of levelsOf(host.prototype)) {
        if (requiredOn(level.constructor).has(undefined) && !this.#markOn(host.given))
          throw classReplaced(host.name);
        for (const key of requiredOn(level))
          if (key !== undefined) this.#checkMethod(host, level, key, names);
      }
    }
  }

  /** A class with the decorator must have something that is called, and its static methods never are. */
  #checkClass(host: Host, names: ReadonlySet<PropertyKey>): void {
    for (const key of requiredOn(host.type)) {
      if (key !== undefined) throw notCalled(placeOf(host.type, key));
      const isCalled = [...names].some((name) => isRouted(host.prototype[name] as object, host));
      if (!isCalled && !host.isController) throw notCalled(host.name);
    }
  }

  /** True if a class without a mark calls methods of one that has the decorator. */
  #lostClass(host: Host, names: ReadonlySet<PropertyKey>): boolean {
    if (this.#markOn(host.given)) return false;
    return [...names].some((name) => {
      const handler = host.prototype[name] as object;
      return isRequiredByClass(handler) && !this.#markOn(handler) && isRouted(handler, host);
    });
  }

  /** @param level The prototype that has the decorator: the host's own, or one that it inherits from. */
  #checkMethod(host: Host, level: object, key: PropertyKey, names: ReadonlySet<PropertyKey>): void {
    const place = placeOf(host.type, key);
    if (!names.has(key)) throw notCalled(place);
    const handler = host.prototype[key] as () => unknown;
    const mark = this.#markOn(handler);
    const isCalled = isRouted(handler, host);
    if (mark === 'skip') return;
    if (mark !== undefined) {
      if (!isCalled) throw notCalled(place);
      // Nest finds a controller's routes on its prototype, and their guards on what the instance has in their place.
      if (host.instance && !this.#markOn(host.instance[key])) throw replacedOnInstance(place);
    } else if (Object.getOwnPropertyDescriptor(level, key)?.value === handler) {
      throw replaced(placeOf(level.constructor, key));
    } else if (isCalled && this.reflector.get(REQUIREMENT, host.type) === undefined) {
      throw overridden(place, placeOf(level.constructor, key));
    }
  }

  /** What a decorator left on a class or on a method. */
  #markOn(target: unknown): RequirementMark | undefined {
    return typeof target === 'function'
      ? this.reflector.get(REQUIREMENT, target as () => unknown)
      : undefined;
  }
}

/** Lists a prototype and those that it inherits from. */
function* levelsOf(prototype: object): Iterable<object> {
  for (let level = prototype; level && level !== Object.prototype; level = Object.getPrototypeOf(level))
    yield level;
}

const placeOf = ({ name }: { name: string }, key: PropertyKey) => `${name}.${String(key)}`;

const misplaced = (message: string) => new FingerprintError('ERR_FP_CONTEXT', message);

const notCalled = (place: string) =>
  misplaced(
    `${place} has @RequireFingerprint, but Nest runs no guard there: it is not a route, pattern, message or resolver. Put the decorator on what calls it, or use FingerprintService.check()`,
  );

const replaced = (place: string) =>
  misplaced(
    `${place} has @RequireFingerprint, but another decorator replaces the method without its metadata, so its guard never runs: put @RequireFingerprint and the route's decorator above that one, or have it copy the metadata`,
  );

const replacedOnInstance = (place: string) =>
  misplaced(
    `${place} has @RequireFingerprint, but the instance has another function in its place, such as one that the constructor binds, so its guard never runs: call the method without binding it, or copy the metadata to that function`,
  );

const classReplaced = (name: string) =>
  misplaced(
    `${name} has @RequireFingerprint, but another decorator replaces the class without its metadata, so its guard never runs: put @RequireFingerprint above that one, or have it copy the metadata`,
  );

const overridden = (place: string, base: string) =>
  misplaced(
    `${place} overrides ${base}, which has @RequireFingerprint, but is a route without it: add @RequireFingerprint() to it, or @SkipFingerprint() if nothing is required there`,
  );
