import { isSkipped } from '@fingerprint-guard/core/fetch';
import type { AppSpec } from '@fingerprint-guard/testing';
import { type CheckRequestOptions, checkRequest } from '@fingerprint-guard/web';

/** The information about the client that a server passes along with the request. */
export type Seen = Pick<CheckRequestOptions, 'ip' | 'rawHeaders' | 'isGone' | 'waitUntil'>;

/** The application that the conformance suite asks for, as one function of a `Request`. */
export function webShop(app: AppSpec) {
  return (request: Request, seen: Seen) =>
    answer(app, request, seen).catch(() => new Response('Internal Server Error', { status: 500 }));
}

async function answer(app: AppSpec, request: Request, seen: Seen): Promise<Response> {
  const { guard, attach, mount = '', routes } = app;
  const { pathname } = new URL(request.url);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = routes.find(
    (candidate) => candidate.method === method && mount + candidate.path === pathname,
  );
  const told = { ...seen, route: route && mount + route.path };
  const isLeftOut = !attach || (await isSkipped(attach.skip, request));
  const observed = isLeftOut ? undefined : await checkRequest(guard, request, { ...told, required: false });
  if (!route) return new Response(null, { status: 404 });
  const { skip, onBlocked, passChallenge } = route.require?.options ?? {};
  if (!route.require || (await isSkipped(skip, request)))
    return Response.json(await route.handle(observed?.decision));
  const { policy, edge } = route.require ?? {};
  const { decision, blocked } = await checkRequest(guard, request, {
    ...told,
    policy,
    passChallenge,
    edge,
  });
  if (!blocked) return Response.json(await route.handle(decision));
  const own = decision && (await onBlocked?.(decision, request));
  return own instanceof Response ? own : blocked;
}
