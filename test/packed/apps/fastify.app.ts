import { fingerprint } from '@fingerprint-guard/fastify';
import Fastify from 'fastify';

const app = Fastify();
app.register(fingerprint, {
  apiKey: process.env.API_KEY,
  baseUrl: process.env.API_URL ?? '',
  logger: false,
});
app.post('/login', { config: { fingerprint: true } }, async (request) => ({
  visitorId: request.fingerprint?.signals.visitorId,
}));
export const url: Promise<string> = app.listen({ port: 0, host: '127.0.0.1' });
