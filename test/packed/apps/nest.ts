import 'reflect-metadata';
import type { Decision } from '@fingerprint-guard/core';
import {
  FingerprintDecision,
  FingerprintDeniedException,
  FingerprintModule,
  RequireFingerprint,
} from '@fingerprint-guard/nest';
import { Controller, HttpException, Module, Post } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';

@Controller('login')
class LoginController {
  @Post()
  @RequireFingerprint()
  create(@FingerprintDecision() decision: Decision) {
    return { visitorId: decision.signals.visitorId };
  }
}

const { API_KEY: apiKey, API_URL: baseUrl } = process.env;

@Module({
  imports: [FingerprintModule.forRoot({ apiKey, baseUrl, logger: false })],
  controllers: [LoginController],
})
class AppModule {}

export async function startNest(platform: AbstractHttpAdapter): Promise<string> {
  if (!(FingerprintDeniedException.prototype instanceof HttpException))
    throw new Error('the guard has a Nest of its own');
  const app = await NestFactory.create(AppModule, platform, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}
