import { fastify } from './fastify.js';
import type { Framework } from './framework.js';
import { guardByMiddleware } from './middleware.js';
import { nest } from './nest.js';
import { next } from './next.js';
import type { FrameworkSetup } from './setup.js';

/** The set-up of each framework. */
export const SETUPS: Readonly<Record<Framework, FrameworkSetup>> = {
  express: guardByMiddleware('express'),
  koa: guardByMiddleware('koa'),
  hono: guardByMiddleware('hono'),
  fastify,
  nest,
  next,
};
