import { type CallExpression, Node, type SourceFile, SyntaxKind } from 'ts-morph';

/** A call such as `app.post('/login', …)`, and what it is given after the path. */
export interface RouterCall {
  readonly call: CallExpression;
  readonly path: string;
}

/** Names that routers go by. */
const ROUTER = /(^|[a-z_$])(app|application|router|routes?|server|fastify|instance|api)$/i;

/** Values that are routers, whatever they are called. */
const CREATED =
  /^(new\s+)?(express|(express\.)?Router|Router|Fastify|fastify|Hono|Koa|require\(['"](fastify|express)['"]\))\b.*\(/s;

/** Finds the routes of a file that `router.post(path, …)` adds, in the order of the file. */
export function findPostCalls(file: SourceFile): RouterCall[] {
  return file.getDescendants().flatMap((node): RouterCall[] => {
    if (!Node.isCallExpression(node)) return [];
    const callee = node.getExpression();
    if (!Node.isPropertyAccessExpression(callee) || callee.getName() !== 'post') return [];
    const [path, handler] = node.getArguments();
    if (!Node.isStringLiteral(path) && !Node.isNoSubstitutionTemplateLiteral(path)) return [];
    if (!handler || !path.getLiteralText().startsWith('/') || !isRouter(callee.getExpression(), file))
      return [];
    return [{ call: node, path: path.getLiteralText() }];
  });
}

function isRouter(node: Node, file: SourceFile): boolean {
  if (Node.isIdentifier(node)) {
    if (ROUTER.test(node.getText())) return true;
    const created = file.getVariableDeclaration(node.getText())?.getInitializer()?.getText();
    return created !== undefined && CREATED.test(created);
  }
  // In a chain, the first one counts: new Hono().get(…).post(…).
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

/** Where a project creates its application: `const app = express()`. */
export interface CreatedApplication {
  readonly file: SourceFile;
  readonly name: string;
  /** Adds a statement below it and below what it uses, such as a body parser. */
  addBelow(text: string): void;
}

/** Finds where a project creates its application, or a router. */
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
        const uses = block.getStatements().filter((one) => isUse(one, name));
        block.insertStatements((uses.at(-1) ?? statement).getChildIndex() + 1, text);
      },
    };
  }
  return undefined;
}

const isUse = (statement: Node, name: string): boolean =>
  new RegExp(`^(await\\s+)?${name.replace(/\$/g, '\\$&')}\\.(use|register)\\(`).test(statement.getText());
