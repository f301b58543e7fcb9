import { FingerprintError } from '@fingerprint-guard/core';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { requiredByClass, requiredOn } from './required-places.js';
import { REQUIREMENT, type RequirementMark } from './requirement.js';
import { type Host, hostsOf, isRouted } from './routing.js';

/** The place of a decorator on a method. */
interface RequiredMethod {
  /** The prototype that has it: the host's own, or one that it inherits from. */
  level: object;
  key: PropertyKey;
  decorator: string;
}

/** Checks at start-up that every `@RequireFingerprint` and `@RequireEdge` is in a place where its guard runs. */
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
      const lost = this.#lostClass(host, names);
      if (lost) throw classReplaced(host.name, lost);
      for (const level of levelsOf(host.prototype)) {
        const ofClass = requiredOn(level.constructor).get(undefined);
        if (ofClass && !this.#markOn(host.given)) throw classReplaced(host.name, ofClass);
        for (const [key, decorator] of requiredOn(level))
          if (key !== undefined) this.#checkMethod(host, { level, key, decorator }, names);
      }
    }
  }

  /** A class with the decorator must have a method that Nest calls, and Nest never calls static methods. */
  #checkClass(host: Host, names: ReadonlySet<PropertyKey>): void {
    for (const [key, decorator] of requiredOn(host.type)) {
      if (key !== undefined) throw notCalled(placeOf(host.type, key), decorator);
      const isCalled = [...names].some((name) => isRouted(host.prototype[name] as object, host));
      if (!isCalled && !host.isController) throw notCalled(host.name, decorator);
    }
  }

  /** Finds the decorator of the original class if an unmarked class has its methods; undefined if there is none. */
  #lostClass(host: Host, names: ReadonlySet<PropertyKey>): string | undefined {
    if (this.#markOn(host.given)) return undefined;
    const handlers = [...names].map((name) => host.prototype[name] as object);
    const lost = handlers.find(
      (handler) => requiredByClass(handler) && !this.#markOn(handler) && isRouted(handler, host),
    );
    return lost && requiredByClass(lost);
  }

  #checkMethod(host: Host, { level, key, decorator }: RequiredMethod, names: ReadonlySet<PropertyKey>): void {
    const place = placeOf(host.type, key);
    if (!names.has(key)) throw notCalled(place, decorator);
    const handler = host.prototype[key] as () => unknown;
    const mark = this.#markOn(handler);
    const isCalled = isRouted(handler, host);
    if (mark === 'skip') return;
    if (mark !== undefined) {
      if (!isCalled) throw notCalled(place, decorator);
      // Nest finds a controller's routes on its prototype, but their guards on the functions of the instance.
      if (host.instance && !this.#markOn(host.instance[key])) throw replacedOnInstance(place, decorator);
    } else if (Object.getOwnPropertyDescriptor(level, key)?.value === handler) {
      throw replaced(placeOf(level.constructor, key), decorator);
    } else if (isCalled && this.reflector.get(REQUIREMENT, host.type) === undefined) {
      throw overridden(place, placeOf(level.constructor, key), decorator);
    }
  }

  /** Reads the mark of a decorator on a class or on a method. */
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

const notCalled = (place: string, decorator: string) =>
  misplaced(
    `${place} has @${decorator}, but Nest runs no guard there: it is not a route, pattern, message or resolver. Put the decorator on what calls it, or use FingerprintService.check()`,
  );

const replaced = (place: string, decorator: string) =>
  misplaced(
    `${place} has @${decorator}, but another decorator replaces the method without its metadata, so its guard never runs: put @${decorator} and the route's decorator above that one, or have it copy the metadata`,
  );

const replacedOnInstance = (place: string, decorator: string) =>
  misplaced(
    `${place} has @${decorator}, but the instance has another function in its place, such as one that the constructor binds, so its guard never runs: call the method without binding it, or copy the metadata to that function`,
  );

const classReplaced = (name: string, decorator: string) =>
  misplaced(
    `${name} has @${decorator}, but another decorator replaces the class without its metadata, so its guard never runs: put @${decorator} above that one, or have it copy the metadata`,
  );

const overridden = (place: string, base: string, decorator: string) =>
  misplaced(
    `${place} overrides ${base}, which has @${decorator}, but is a route without it: add @${decorator}() to it, or @SkipFingerprint() if nothing is required there`,
  );
