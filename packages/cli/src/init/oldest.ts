import type { Framework } from './frameworks/framework.js';

/** The oldest framework versions that the packages of this library support. */
export const OLDEST: Readonly<Record<Framework, string>> = {
  next: '15.1.0',
  nest: '11.0.0',
  fastify: '5.0.0',
  hono: '4.2.0',
  koa: '2.13.0',
  express: '4.17.0',
};
