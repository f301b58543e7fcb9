import { fingerprint, requireFingerprint } from '@fingerprint-guard/koa';
import Koa from 'koa';
import { whereOpen } from './where-open.js';

const app = new Koa();
app.use(fingerprint({ apiKey: process.env.API_KEY, baseUrl: process.env.API_URL, logger: false }));
app.use(requireFingerprint());
app.use((ctx) => {
  ctx.body = { visitorId: ctx.state.fingerprint?.signals.visitorId };
});
export const url = whereOpen(app.listen(0, '127.0.0.1'));
