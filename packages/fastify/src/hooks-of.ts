import type { RouteOptions } from 'fastify';

/** The hooks of a route that run before its handler. */
export function hooksOf({ onRequest, preParsing, preValidation, preHandler }: RouteOptions): object[] {
  return [onRequest, preParsing, preValidation, preHandler].flatMap(
    (hooks: object | undefined) => hooks ?? [],
  );
}
