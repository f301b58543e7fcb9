import { expect } from '@jest/globals';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  Req,
  UseGuards,
} from '@nestjs/common';
import { FingerprintService, type NativeRequest, RequireFingerprint } from '../src/index.js';
import { appOf, onEach } from './shop.js';

/** Puts who is logged in on the platform's request, as Passport's guard does. */
@Injectable()
class LogIn implements CanActivate {
  canActivate(context: ExecutionContext) {
    Object.assign(context.switchToHttp().getRequest(), { user: 'anna' });
    return true;
  }
}

@Controller()
@UseGuards(LogIn)
class Account {
  constructor(@Inject(FingerprintService) private readonly fingerprint: FingerprintService) {}
  @Get('guarded') @RequireFingerprint() guarded() {
    return { blocked: false };
  }
  @Get('checked') async checked(@Req() request: NativeRequest) {
    const { blocked } = await this.fingerprint.check(request);
    return { blocked };
  }
}

const linkedId = (_request: unknown, native: object | undefined) => (native as { user?: string }).user;

onEach("linkedId finds who is logged in on the platform's request", async (shop, platform) => {
  const options = { ...shop.options, linkedId };
  const url = await shop.listen(platform, appOf({ options }, { controllers: [Account] }));
  const ask = async (path: string, linked: string) => {
    const { eventId } = await shop.emulator.createEvent('honest', { linked_id: linked });
    return fetch(url + path, { headers: { 'x-fingerprint-event-id': eventId } });
  };
  expect((await ask('/guarded', 'anna')).status).toBe(200);
  expect((await ask('/guarded', 'bert')).status).toBe(403);
  expect(await (await ask('/checked', 'anna')).json()).toEqual({ blocked: false });
  expect(await (await ask('/checked', 'bert')).json()).toEqual({ blocked: true });
});
