import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { publicFolder } from './page.controller.js';
import { securityHeaders } from './security-headers.js';
import type { Settings } from './settings.js';

/** A shop that listens. */
export interface Shop {
  url: string;
  close(): Promise<void>;
}

/** Starts the shop; rejects when its port can't be had. */
export async function startShop(settings: Settings): Promise<Shop> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings), {
    logger: ['error', 'warn'],
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.use(securityHeaders(settings.agent));
  app.useStaticAssets(publicFolder, { index: false });
  await app.listen(settings.port, settings.host);
  return { url: `http://localhost:${settings.port}`, close: () => app.close() };
}
