import type { Type } from '@nestjs/common';
import { type DiscoveryService, Reflector } from '@nestjs/core';

/** Nest's record of a class, which decides which of its methods are routed. */
export interface Host {
  /** As the class's name. */
  name: string;
  type: Type;
  prototype: Record<PropertyKey, unknown>;
  isController: boolean;
  isProvider: boolean;
}

/** Every class that Nest has created or may create something from. */
export function hostsOf(discovery: DiscoveryService): Iterable<Host> {
  const hosts = new Map<object, Host>();
  const add = (wrapper: Wrapper, role: 'isController' | 'isProvider') => {
    const prototype = prototypeOf(wrapper);
    if (prototype === undefined) return;
    const type = prototype.constructor as Type;
    const host = hosts.get(prototype);
    hosts.set(prototype, {
      ...(host ?? { name: type.name, type, prototype, isController: false, isProvider: false }),
      [role]: true,
    });
  };
  for (const wrapper of discovery.getControllers()) add(wrapper, 'isController');
  for (const wrapper of discovery.getProviders()) add(wrapper, 'isProvider');
  return hosts.values();
}

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** Finds the prototype of a class, or that of the object that a factory or a value provides. */
function prototypeOf({ metatype, isNotMetatype, instance }: Wrapper): Host['prototype'] | undefined {
  if (metatype && !isNotMetatype) return metatype.prototype;
  if (typeof instance !== 'object' || instance === null) return undefined;
  const prototype = Object.getPrototypeOf(instance);
  return typeof prototype?.constructor === 'function' ? prototype : undefined;
}

const IS_GATEWAY = 'websockets:is_gateway';

/** The metadata that decorators leave on methods beside a route. */
const BESIDE_ROUTES = new Set<unknown>([
  '__guards__',
  '__interceptors__',
  '__pipes__',
  '__exceptionFilters__',
  '__httpCode__',
  '__headers__',
  '__redirect__',
  '__renderTemplate__',
  '__responsePassthrough__',
  '__sse__',
  '__sseOptions__',
  '__version__',
  'method',
]);
const BESIDE_ROUTES_PREFIXES = /^(design:|self:|swagger\/|fingerprint-guard)/;

/**
 * True if a method is called from outside: a route, a pattern, a message of a gateway, a resolver. Unknown metadata
 * may be that of another transport, so it counts as such.
 */
export function isRouted(handler: object, { type, isController, isProvider }: Host): boolean {
  const isGateway = isProvider && new Reflector().get(IS_GATEWAY, type) === true;
  return Reflect.getMetadataKeys(handler).some((key: unknown) => {
    const name = typeof key === 'symbol' ? (key.description ?? '') : String(key);
    if (BESIDE_ROUTES.has(name) || BESIDE_ROUTES_PREFIXES.test(name)) return false;
    if (name === 'path' || name.startsWith('microservices:')) return isController;
    if (name === 'message' || name.startsWith('websockets:')) return isGateway;
    if (name.startsWith('graphql:')) return isProvider;
    return true;
  });
}
