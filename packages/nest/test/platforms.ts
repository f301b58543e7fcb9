import 'reflect-metadata';
import { createRequire } from 'node:module';
import type { DynamicModule, Type } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

const require = createRequire(import.meta.url);

/** The version of Nest that these tests run on. */
export const nestVersion: string = require('@nestjs/core/package.json').version;

/** A platform that Nest runs on. */
export interface Platform {
  name: 'Express' | 'Fastify';
  adapter(): AbstractHttpAdapter;
  /** Defines a property where the decision goes, as another library would, before anything of the guard runs. */
  putForeign(adapter: AbstractHttpAdapter, property: PropertyDescriptor): void;
}

export const platforms: readonly Platform[] = [
  {
    name: 'Express',
    adapter: () => new ExpressAdapter(),
    putForeign: (adapter, property) =>
      void adapter.use((request: object, _response: unknown, next: () => void) => {
        Object.defineProperty(request, 'fingerprint', property);
        next();
      }),
  },
  {
    name: 'Fastify',
    adapter: () => new FastifyAdapter(),
    putForeign: (adapter, property) =>
      adapter.getInstance().addHook('onRequest', async (request: object) => {
        Object.defineProperty(request, 'fingerprint', property);
      }),
  },
];

/** An application that is not listening yet; its failures reject. */
export const create = (module: Type | DynamicModule, adapter: AbstractHttpAdapter) =>
  NestFactory.create(module, adapter, { logger: false, abortOnError: false });

/** An application that listens on a loopback address, with a prefix of all its routes if there is one. */
export async function start(module: Type | DynamicModule, adapter: AbstractHttpAdapter, prefix = '') {
  const app = await create(module, adapter);
  app.setGlobalPrefix(prefix);
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), close: () => app.close() };
}
