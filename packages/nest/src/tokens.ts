/**
 * Injects the core's guard that the module received or built. `Symbol.for`, so that an ESM and a CommonJS copy of this
 * package agree on it; its description is what Nest says if nothing provides it.
 */
export const FINGERPRINT_GUARD = Symbol.for(
  'fingerprint-guard.nest.guard: import FingerprintModule.forRoot(…) in the root module',
);

/** Injects the builder of the module's guard, which also closes it. */
export const MODULE_GUARD = Symbol.for('fingerprint-guard.nest.module-guard');

/**
 * Injects the list in which middleware on Fastify registers requests that get their decision once their body is parsed.
 */
export const FASTIFY_ATTACHMENT = Symbol.for('fingerprint-guard.nest.fastify-attachment');
