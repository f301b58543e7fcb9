import type { ExecutionContext } from '@nestjs/common';

/** A field's position in an operation: an object for each time a field is resolved, linked to its parent's. */
interface FieldPath {
  readonly prev?: FieldPath | undefined;
}

/** The parts of a resolver's arguments that are used, read by position, so that no GraphQL package is needed. */
export interface GraphqlCall {
  /** The platform's request, if the GraphQL context has it as `req`: Nest's drivers put it there for HTTP. */
  request: unknown;
  /** `query`, `mutation` or `subscription`. */
  operation: string | undefined;
  path: FieldPath | undefined;
}

/** Reads the call of a resolver; `undefined` for a call of another kind. */
export function graphqlCall(context: ExecutionContext): GraphqlCall | undefined {
  if (context.getType<string>() !== 'graphql') return undefined;
  const args = context.getArgs();
  // A federated graph's reference resolver receives (reference, context, info), any other (root, args, context, info).
  const [contextValue, info] = args.slice(args.length === 3 ? 1 : 2);
  return { request: contextValue?.req, operation: info?.operation?.operation, path: info?.path };
}
