/**
 * Injects the core's guard that the module was given or built. `Symbol.for`, so that an ESM and a CommonJS copy of this
 * package agree on it.
 */
export const FINGERPRINT_GUARD = Symbol.for('fingerprint-guard.nest.guard');

/** What makes the module's guard, and closes it. */
export const MODULE_GUARD = Symbol.for('fingerprint-guard.nest.module-guard');

/** Where middleware on Fastify leaves requests to attach to once their body is parsed. */
export const FASTIFY_ATTACHMENT = Symbol.for('fingerprint-guard.nest.fastify-attachment');
