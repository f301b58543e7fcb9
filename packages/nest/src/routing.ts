import type { Type } from '@nestjs/common';
import { type DiscoveryService, Reflector } from '@nestjs/core';

/** Nest's record of a class, which decides which of its methods are routed. */
export interface Host {
  /** The name of the class. */
  name: string;
  type: Type;
  /** The class that Nest received, which may be a decorator's replacement of the original one. */
  given: object;
  prototype: Record<PropertyKey, unknown>;
  /** The instance on which a controller's methods are called; undefined for anything but a controller. */
  instance: Record<PropertyKey, unknown> | undefined;
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
    const given = isClass(wrapper) ? wrapper.metatype : type;
    const host = hosts.get(prototype) ?? { name: type.name, type, given, prototype, ...NOT_KNOWN };
    const instance = role === 'isController' ? wrapper.instance : host.instance;
    hosts.set(prototype, { ...host, instance, [role]: true });
  };
  for (const wrapper of discovery.getControllers()) add(wrapper, 'isController');
  for (const wrapper of discovery.getProviders()) add(wrapper, 'isProvider');
  return hosts.values();
}

const NOT_KNOWN = { instance: undefined, isController: false, isProvider: false };

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

const isClass = (wrapper: Wrapper): wrapper is Wrapper & { metatype: Type } =>
  Boolean(wrapper.metatype) && !wrapper.isNotMetatype;

/** Finds the prototype of a class, or that of the object that a factory or a value provides. */
function prototypeOf(wrapper: Wrapper): Host['prototype'] | undefined {
  if (isClass(wrapper)) return wrapper.metatype.prototype;
  const { instance } = wrapper;
  if (typeof instance !== 'object' || instance === null) return undefined;
  const prototype = Object.getPrototypeOf(instance);
  return typeof prototype?.constructor === 'function' ? prototype : undefined;
}

const IS_GATEWAY = 'websockets:is_gateway';

/** The metadata that decorators leave on methods in addition to a route. */
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
const BESIDE_ROUTES_PREFIXES = /^(design:|self:|swagger\/|fingerprint-guard|THROTTLER:|cache_module:)/;
/** The metadata of Nest's own packages that call methods without any guard: jobs, events, queues. */
const WITHOUT_GUARDS = /^(SCHEDULE|EVENT_LISTENER_METADATA$|bull:|bullmq:)/;

/**
 * True if a method is called from outside: a route, a pattern, a message of a gateway, a resolver. Unknown metadata may
 * belong to another transport, so it counts as one.
 */
export function isRouted(handler: object, { type, isController, isProvider }: Host): boolean {
  const isGateway = isProvider && new Reflector().get(IS_GATEWAY, type) === true;
  return Reflect.getMetadataKeys(handler).some((key: unknown) => {
    const name = typeof key === 'symbol' ? (key.description ?? '') : String(key);
    if (BESIDE_ROUTES.has(name) || BESIDE_ROUTES_PREFIXES.test(name) || WITHOUT_GUARDS.test(name))
      return false;
    if (name === 'path' || name.startsWith('microservices:')) return isController;
    if (name === 'message' || name.startsWith('websockets:')) return isGateway;
    if (name.startsWith('graphql:')) return isProvider;
    return true;
  });
}
