import { createFingerprintGuard } from '@fingerprint-guard/core';
import { checkRequest } from '@fingerprint-guard/web';
import { initTRPC, TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';

const guard = createFingerprintGuard({
  apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
  baseUrl: process.env.FINGERPRINT_BASE_URL, // an emulator's; unset, the real API
});

const t = initTRPC.context<{ request: Request; ip: string | undefined }>().create({
  errorFormatter: ({ shape, error: { cause } }) => ({
    ...shape,
    data: { ...shape.data, fingerprint: cause && 'problem' in cause ? cause.problem : undefined },
  }),
});

/** `body` makes each call need its own event, even in a batch. The ID is in a header. */
const guarded = (policy: string) =>
  t.procedure.use(async ({ ctx: { request, ip }, path, next }) => {
    const check = { policy, ip, route: path, body: null };
    const { decision, blocked } = await checkRequest(guard, request, check);
    if (!blocked) return next({ ctx: { fingerprint: decision } });
    const cause = Object.assign(new Error('blocked'), { problem: await blocked.json() });
    throw new TRPCError({ code: blocked.status === 503 ? 'SERVICE_UNAVAILABLE' : 'FORBIDDEN', cause });
  });

const router = t.router({
  hello: t.procedure.query(() => 'hello'),
  login: guarded('strict').mutation(({ ctx }) => ({ visitorId: ctx.fingerprint.signals.visitorId })),
});
export type AppRouter = typeof router;

export const handle = (request: Request, ip: string | undefined): Promise<Response> =>
  fetchRequestHandler({ endpoint: '/trpc', req: request, router, createContext: () => ({ request, ip }) });
