import { createFingerprintGuard } from '@fingerprint-guard/core/fetch';
import { type AppSpec, adapterConformance, listen } from '@fingerprint-guard/testing';
import { getRequestListener } from '@hono/node-server';
import type { Context } from 'hono';
import { honoApp } from '../../../test/support/hono-shop.js';
import { sideBySide } from '../../../test/support/side-by-side.js';

const start = async (app: AppSpec) => listen(getRequestListener(honoApp(app).fetch));

const answer = (c: unknown, status: number, body: unknown) => (c as Context).json(body, status as 401);

const setStatus = (c: unknown, status: number) => (c as Context).status(status as 429);

adapterConformance(
  { name: 'Hono 4', createGuard: createFingerprintGuard, start, answer, setStatus },
  sideBySide(),
);
