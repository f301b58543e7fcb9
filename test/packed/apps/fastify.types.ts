// Compiled, not run: the types of routes that have a guard in front.
import { fingerprint, requireFingerprint } from '@fingerprint-guard/fastify';
import Fastify, { type FastifyRequest } from 'fastify';

interface Order {
  Params: { id: string };
  Body: { amount: number };
}

export const app = Fastify();
app.register(fingerprint, { apiKey: 'key' });

app.post<Order>('/config/:id', { config: { fingerprint: 'login' } }, async (request) => {
  const id: string = request.params.id;
  const amount: number = request.body.amount;
  return { id, amount, blocked: request.fingerprint?.blocked };
});
app.post<Order>('/hook/:id', { preHandler: requireFingerprint() }, async (request) => {
  const id: string = request.params.id;
  const amount: number = request.body.amount;
  // @ts-expect-error: no such parameter
  return { id, amount, other: request.params.other };
});
app.post(
  '/typed/:id',
  { preValidation: [requireFingerprint('login')] },
  async (request: FastifyRequest<Order>) => {
    const id: string = request.params.id;
    return id;
  },
);
app.route<Order>({
  method: 'POST',
  url: '/route/:id',
  config: {
    fingerprint: { policy: 'strict', skip: (request: FastifyRequest<Order>) => request.body.amount < 10 },
  },
  handler: async (request) => {
    const id: string = request.params.id;
    return id;
  },
});
app.post<Order>(
  '/skipped/:id',
  {
    preHandler: requireFingerprint({
      skip: (request: FastifyRequest<Order>) => request.params.id === 'free',
      onBlocked: (_decision, { reply }) => reply.redirect('/step-up'),
    }),
  },
  async () => 'handled',
);
app.addHook('preHandler', requireFingerprint());
