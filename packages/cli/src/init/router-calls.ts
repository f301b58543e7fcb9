import { type CallExpression, Node, type SourceFile, type Statement, SyntaxKind } from 'ts-morph';
import { useStyleOf } from './sources.js';

/** A call such as `app.post('/login', …)`, and its arguments after the path. */
export interface RouterCall {
  readonly call: CallExpression;
  readonly path: string;
}

/** Names that routers usually have. */
const ROUTER = /(^|[a-z_$])(app|application|router|routes?|server|fastify|instance|api)$/i;

/** Expressions that create routers, whatever their variable is called. */
const CREATED =
  /^(new\s+)?(express|(express\.)?Router|Router|Fastify|fastify|Hono|Koa|require\(['"](fastify|express)['"]\))\b.*\(/s;

/** Finds the routes of a file that `router.post(path, …)` and `router.route(path).post(…)` add, in the order of the file. */
export function findPostCalls(file: SourceFile): RouterCall[] {
  return file.getDescendants().flatMap((node): RouterCall[] => {
    if (!Node.isCallExpression(node)) return [];
    const callee = node.getExpression();
    if (!Node.isPropertyAccessExpression(callee) || callee.getName() !== 'post') return [];
    const router = callee.getExpression();
    const path = pathIn(node) ?? pathOfChain(router);
    if (path === undefined || handlersOf(node).length === 0 || !isRouter(router, file)) return [];
    return [{ call: node, path }];
  });
}

/** The arguments of a call after a path, an array of paths, and the name of a route. */
export function handlersOf(call: CallExpression): Node[] {
  const given = call.getArguments();
  const first = given.findIndex((one) => textsIn(one).length === 0);
  return first === -1 ? [] : given.slice(first);
}

/**
 * The first path among the arguments of a call: `('/login', …)`, `(['/login', '/sign-in'], …)`, and with a name of
 * Koa's `('login', '/login', …)`.
 */
function pathIn(call: CallExpression): string | undefined {
  const before = call.getArguments().slice(0, call.getArguments().length - handlersOf(call).length);
  return before.flatMap(textsIn).find((text) => text.startsWith('/'));
}

/** The path of `app.route('/login').get(…)`. */
function pathOfChain(node: Node): string | undefined {
  if (!Node.isCallExpression(node)) return undefined;
  const callee = node.getExpression();
  if (!Node.isPropertyAccessExpression(callee)) return undefined;
  return callee.getName() === 'route' ? pathIn(node) : pathOfChain(callee.getExpression());
}

/** The strings of a literal, or of an array of nothing but literals; none for anything else. */
export function textsIn(node: Node): string[] {
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node))
    return [node.getLiteralText()];
  if (!Node.isArrayLiteralExpression(node)) return [];
  const texts = node.getElements().map(textsIn);
  return texts.every(({ length }) => length === 1) ? texts.flat() : [];
}

function isRouter(node: Node, file: SourceFile): boolean {
  if (Node.isIdentifier(node)) {
    if (ROUTER.test(node.getText())) return true;
    const created = file.getVariableDeclaration(node.getText())?.getInitializer()?.getText();
    return created !== undefined && CREATED.test(created);
  }
  // In a chain, the first call counts: new Hono().get(…).post(…).
  if (Node.isCallExpression(node)) {
    const callee = node.getExpression();
    return Node.isPropertyAccessExpression(callee)
      ? isRouter(callee.getExpression(), file)
      : CREATED.test(node.getText());
  }
  return Node.isNewExpression(node)
    ? CREATED.test(node.getText())
    : Node.isPropertyAccessExpression(node) && ROUTER.test(node.getName());
}

/** The place where a project creates its application: `const app = express()`. */
export interface CreatedApplication {
  readonly file: SourceFile;
  readonly name: string;
  /** Adds a statement below it and below the middleware that it uses, such as a body parser, and above the routes. */
  addBelow(text: string): void;
}

/** Finds the place where a project creates its application, or a router. */
export function findCreated(files: readonly SourceFile[], creation: RegExp): CreatedApplication | undefined {
  for (const file of files) {
    const declaration = file
      .getDescendantsOfKind(SyntaxKind.VariableDeclaration)
      .find((one) => creation.test(one.getInitializer()?.getText() ?? ''));
    const statement = declaration?.getVariableStatement();
    const block = statement?.getParent();
    if (!declaration || !statement || !Node.isStatemented(block)) continue;
    const name = declaration.getName();
    return {
      file,
      name,
      addBelow(text) {
        useStyleOf(file);
        const use = lastUse(block.getStatements(), name);
        block.insertStatements((use ?? statement).getChildIndex() + 1, text);
      },
    };
  }
  return undefined;
}

const callOf = (name: string, rest: string): RegExp =>
  new RegExp(`^((await|void)\\s+)?${name.replace(/\$/g, '\\$&')}\\.${rest}`);

/** Finds the last `app.use(parser())` or `app.register(plugin)` before the first route. */
function lastUse(statements: readonly Statement[], name: string): Statement | undefined {
  const isRoute = callOf(
    name,
    String.raw`((use|get|post|put|patch|delete|all|route)\(\s*['"\x60/[]|listen\()`,
  );
  const isUse = callOf(name, String.raw`(use\(\s*(?!function\b|async\b)[\w.$]+\(|register\()`);
  const first = statements.findIndex((one) => isRoute.test(one.getText()));
  const before = first === -1 ? statements : statements.slice(0, first);
  return before.filter((one) => isUse.test(one.getText())).at(-1);
}
