import type { Route } from '../route.js';
import { findCreated, findPostCalls, type RouterCall } from '../router-calls.js';
import { quoteOf, type Sources } from '../sources.js';
import { verifiesEvent } from '../verify-event.js';
import { ADDED_PATH, type FrameworkSetup, packageOf } from './setup.js';

/** Frameworks whose routes are guarded by a middleware before the handler. */
const KINDS = {
  express: {
    creation: /^express\(/,
    handler: '(req, res) => {\n  res.json({ action: req.fingerprint?.action });\n}',
  },
  koa: {
    creation: /^new (Koa)?Router\(/,
    handler: '(ctx) => {\n  ctx.body = { action: ctx.state.fingerprint?.action };\n}',
  },
  hono: {
    creation: /^new Hono\b/,
    handler: "(c) => c.json({ action: c.get('fingerprint')?.action })",
  },
} as const;

/** Guards routes as `router.post(path, requireFingerprint(guard, policy), handler)`. */
export function guardByMiddleware(framework: keyof typeof KINDS): FrameworkSetup {
  const { creation, handler } = KINDS[framework];
  const findRoutes = (sources: Sources, modulePath: string) =>
    sources
      .filesOf(framework)
      .flatMap((file) =>
        findPostCalls(file).map((found) => toRoute(found, sources, packageOf(framework), modulePath)),
      );
  return {
    findRoutes,
    addRoute(sources, modulePath) {
      const created = findCreated(sources.filesOf(framework), creation);
      created?.addBelow(`${created.name}.post('${ADDED_PATH}', ${handler});`);
      return findRoutes(sources, modulePath)[0];
    },
  };
}

function toRoute({ call, path }: RouterCall, sources: Sources, adapter: string, modulePath: string): Route {
  const file = call.getSourceFile();
  // In place of the old check: the handlers after it rely on it.
  const checked = call.getArguments().findIndex((handler) => verifiesEvent({ handler }));
  return {
    file,
    path,
    handler: call,
    guard(policy) {
      const quote = quoteOf(file);
      const last = call.getArguments().length - 1;
      call.insertArgument(
        checked === -1 ? last : checked,
        `requireFingerprint(guard, ${quote}${policy}${quote})`,
      );
      sources.addImport(file, 'requireFingerprint', adapter);
      sources.addImport(file, 'guard', sources.specifierOf(file, modulePath));
    },
  };
}
