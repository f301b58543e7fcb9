import {
  type ArrowFunction,
  type FunctionDeclaration,
  type FunctionExpression,
  Node,
  type SourceFile,
  SyntaxKind,
} from 'ts-morph';
import type { Route } from '../route.js';
import type { Sources } from '../sources.js';
import type { Unguardable } from './setup.js';

/** The files with the handlers of the Pages Router. */
const PAGES_API = /(?:^|\/)pages\/api\/.*\.[cm]?[jt]sx?$/;

/** Finds what a client of a Next.js application can call, and what a wrapper of a route handler does not guard. */
export function findUnguardable(sources: Sources, routes: readonly Route[]): Unguardable[] {
  const pages = sources.files.map((file) => sources.pathOf(file)).filter((path) => PAGES_API.test(path));
  const actions = sources.files.flatMap((file) =>
    actionsIn(file).map((action) => `${sources.pathOf(file)} ${action}`),
  );
  const onEdge = routes.filter(({ file }) => isOnEdge(file));
  const found = [
    {
      names: onEdge.map(({ file, path }) => `POST ${path} (${sources.pathOf(file)})`),
      advice:
        '@fingerprint-guard/next does not support the edge runtime: remove `runtime` from these files, then wrap POST in withFingerprint.',
    },
    {
      names: pages,
      advice:
        'init does not support the Pages Router: name these paths in the proxy, as @fingerprint-guard/next/README.md#the-proxy shows.',
    },
    {
      names: actions,
      advice:
        'A server action is a public endpoint: call checkAction in it, as @fingerprint-guard/next/README.md#a-server-action shows.',
    },
  ];
  return found.filter(({ names }) => names.length > 0);
}

/** True for a route handler on the edge runtime, which the adapter does not support. */
export function isOnEdge(file: SourceFile): boolean {
  const runtime = file.getVariableDeclaration('runtime');
  return (
    runtime?.isExported() === true &&
    /^['"`](experimental-)?edge['"`]/.test(runtime.getInitializer()?.getText() ?? '')
  );
}

/** The server actions in a file, each by its name, or by the line of one without a name. */
function actionsIn(file: SourceFile): string[] {
  if (isOfServer(file)) return [...file.getExportedDeclarations().keys()];
  const functions = [
    ...file.getDescendantsOfKind(SyntaxKind.FunctionDeclaration),
    ...file.getDescendantsOfKind(SyntaxKind.FunctionExpression),
    ...file.getDescendantsOfKind(SyntaxKind.ArrowFunction),
  ];
  return functions.filter((one) => isOfServer(one.getBody())).map(nameOf);
}

/** True for a file, or the body of a function, that begins with `'use server'`. */
function isOfServer(node: Node | undefined): boolean {
  if (!Node.isSourceFile(node) && !Node.isBlock(node)) return false;
  const [first] = node.getStatements();
  const directive = Node.isExpressionStatement(first) ? first.getExpression() : undefined;
  return Node.isStringLiteral(directive) && directive.getLiteralText() === 'use server';
}

function nameOf(action: FunctionDeclaration | FunctionExpression | ArrowFunction): string {
  const parent = action.getParent();
  const named = Node.isVariableDeclaration(parent) ? parent : action;
  return (Node.isArrowFunction(named) ? undefined : named.getName()) ?? `line ${action.getStartLineNumber()}`;
}
