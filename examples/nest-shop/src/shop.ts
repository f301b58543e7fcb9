import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { createShopInspector, INSPECTOR_PATH } from './inspector.js';
import { publicFolder } from './page.controller.js';
import { securityHeaders } from './security-headers.js';
import type { Settings } from './settings.js';

/** A running shop. */
export interface Shop {
  url: string;
  /** The address of the inspector; none in production. */
  inspectorUrl: string | undefined;
  close(): Promise<void>;
}

/** Starts the shop; rejects if its port is taken. */
export async function startShop(settings: Settings): Promise<Shop> {
  const inspector = settings.production ? undefined : createShopInspector();
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings, inspector), {
    logger: ['error', 'warn'],
    abortOnError: false,
    forceCloseConnections: true,
  });
  if (inspector) app.use(INSPECTOR_PATH, inspector.node);
  app.use(securityHeaders(settings.agent));
  app.useStaticAssets(publicFolder, { index: false });
  await app.listen(settings.port, settings.host);
  const url = `http://localhost:${settings.port}`;
  return { url, inspectorUrl: inspector && url + INSPECTOR_PATH, close: () => app.close() };
}
