/** A small project of each framework, as its users write it; each exports the server that it starts. */
export interface SampleProject {
  /** Files by their path. */
  readonly files: Readonly<Record<string, string>>;
  /** The module to start. */
  readonly main: string;
}

const manifest = (dependencies: object, more: object = { type: 'module' }) =>
  `${JSON.stringify({ name: 'shop', ...more, dependencies }, null, 2)}\n`;

const tsconfig = `${JSON.stringify({ compilerOptions: { module: 'esnext', moduleResolution: 'bundler' } })}\n`;

/** Projects with a log-in and another route, by the framework. */
export const PROJECTS: Readonly<Record<'express' | 'koa' | 'hono' | 'fastify' | 'nest', SampleProject>> = {
  express: {
    main: 'src/main.ts',
    files: {
      'package.json': manifest({ express: '^5.0.0' }),
      'tsconfig.json': tsconfig,
      'src/main.ts': `import express from 'express';

const app = express();
app.use(express.json());

app.post('/contact', (req, res) => {
  res.json({ received: req.body.text });
});

app.post('/login', (req, res) => {
  res.json({ email: req.body.email });
});

export const server = app.listen(0, '127.0.0.1');
`,
    },
  },
  koa: {
    main: 'server.js',
    files: {
      'package.json': manifest({ koa: '^3.0.0', '@koa/router': '^15.0.0' }),
      'server.js': `import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import Koa from 'koa';

const router = new Router();
router.post('/contact', (ctx) => {
  ctx.body = { received: ctx.request.body.text };
});
router.post('/login', (ctx) => {
  ctx.body = { email: ctx.request.body.email };
});

const app = new Koa();
app.use(bodyParser()).use(router.routes());
export const server = app.listen(0, '127.0.0.1');
`,
    },
  },
  hono: {
    main: 'src/index.ts',
    files: {
      'package.json': manifest({ hono: '^4.0.0', '@hono/node-server': '^2.0.0' }),
      'tsconfig.json': tsconfig,
      'src/index.ts': `import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const app = new Hono()
  .post('/contact', (c) => c.json({ received: true }))
  .post('/login', async (c) => c.json({ email: (await c.req.json()).email }))

export const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
`,
    },
  },
  fastify: {
    main: 'src/server.ts',
    files: {
      'package.json': manifest({ fastify: '^5.0.0' }),
      'tsconfig.json': tsconfig,
      'src/routes.ts': `import type { FastifyInstance } from 'fastify';

export async function routes(fastify: FastifyInstance) {
  fastify.post('/contact', async () => ({ received: true }));
  fastify.post<{ Body: { email: string } }>(
    '/login',
    { schema: { body: { type: 'object', required: ['email'] } } },
    async (request) => ({ email: request.body.email }),
  );
}
`,
      'src/server.ts': `import Fastify from 'fastify';
import { routes } from './routes';

const app = Fastify();
app.register(routes);
await app.listen({ port: 0, host: '127.0.0.1' });
export const server = app.server;
`,
    },
  },
  nest: {
    main: 'src/main.ts',
    files: {
      'package.json': manifest({ '@nestjs/common': '^12.0.0', '@nestjs/core': '^12.0.0' }),
      'tsconfig.json': tsconfig,
      'src/session.controller.ts': `import { Body, Controller, Post } from '@nestjs/common';

@Controller('session')
export class SessionController {
  @Post()
  create(@Body() body: { email: string }) {
    return { email: body.email };
  }

  @Post('contact')
  contact() {
    return { received: true };
  }
}
`,
      'src/app.module.ts': `import { Module } from '@nestjs/common';
import { SessionController } from './session.controller';

@Module({
  controllers: [SessionController],
})
export class AppModule {}
`,
      'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, '127.0.0.1');
export const server = app.getHttpServer();
`,
    },
  },
};
