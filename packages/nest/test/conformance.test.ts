import { type AppSpec, adapterConformance } from '@fingerprint-guard/testing';
import type { ExecutionContext } from '@nestjs/common';
import { sideBySide } from '../../../test/support/side-by-side.js';
import { startOn } from './conformance-app.js';
import { nestVersion, platforms } from './platforms.js';

function answer(context: unknown, status: number, body: unknown) {
  (context as ExecutionContext).switchToHttp().getResponse().status(status).send(body);
}

const setStatus = (context: unknown, status: number) =>
  (context as ExecutionContext).switchToHttp().getResponse().status(status);

for (const platform of platforms) {
  const target = {
    name: `Nest ${nestVersion} on ${platform.name}`,
    start: (app: AppSpec) => startOn(platform, app),
    routeOf: () => 'Route.handle',
    answer,
    setStatus,
  };
  adapterConformance(target, sideBySide());
}
