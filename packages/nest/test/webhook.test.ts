import { FingerprintError } from '@fingerprint-guard/core';
import { type WebhookAppSpec, webhookConformance } from '@fingerprint-guard/testing';
import type { ArgumentsHost } from '@nestjs/common';
import { Catch, Controller, HttpCode, Inject, Module, Post, Req } from '@nestjs/common';
import { BaseExceptionFilter, NestFactory } from '@nestjs/core';
import { sideBySide } from '../../../test/support/side-by-side.js';
import {
  FingerprintModule,
  FingerprintService,
  type FingerprintWebhookReceiver,
  type NativeRequest,
} from '../src/index.js';
import { type Platform, platforms } from './platforms.js';

async function start({ adapter }: Platform, { guard, secrets, parsed, onError }: WebhookAppSpec) {
  @Controller()
  class Webhooks {
    readonly #receive: FingerprintWebhookReceiver;

    constructor(@Inject(FingerprintService) fingerprint: FingerprintService) {
      this.#receive = fingerprint.createWebhookReceiver({ secrets });
    }

    @Post('webhook')
    @HttpCode(204)
    receive(@Req() request: NativeRequest) {
      return this.#receive(request);
    }
  }

  @Module({ imports: [FingerprintModule.forRoot(guard)], controllers: [Webhooks] })
  class App {}

  const app = await NestFactory.create(App, adapter(), {
    rawBody: !parsed,
    logger: false,
    abortOnError: false,
  });
  @Catch(FingerprintError)
  class Report extends BaseExceptionFilter {
    override catch(error: Error, host: ArgumentsHost) {
      onError(error);
      super.catch(error, host);
    }
  }
  app.useGlobalFilters(new Report(app.getHttpAdapter()));
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
}

for (const platform of platforms)
  webhookConformance(
    { name: `Nest on ${platform.name}`, start: (app) => start(platform, app) },
    sideBySide(),
  );
