import type { AddressInfo } from 'node:net';
import { fingerprint, requireFingerprint } from '@fingerprint-guard/koa';
import Koa from 'koa';

const app = new Koa();
app.use(fingerprint({ apiKey: process.env.API_KEY, baseUrl: process.env.API_URL, logger: false }));
app.use(requireFingerprint());
app.use((ctx) => {
  ctx.body = { visitorId: ctx.state.fingerprint?.signals.visitorId };
});
const server = app.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
