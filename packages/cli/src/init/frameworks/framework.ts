/** The frameworks that `init` supports, each with the package that a project depends on. */
export const PACKAGES = {
  next: 'next',
  nest: '@nestjs/core',
  fastify: 'fastify',
  hono: 'hono',
  koa: 'koa',
  express: 'express',
} as const;

/** A framework, by the name of its package of this library. */
export type Framework = keyof typeof PACKAGES;

/** Every framework that `init` supports. */
export const FRAMEWORKS = Object.keys(PACKAGES) as Framework[];
