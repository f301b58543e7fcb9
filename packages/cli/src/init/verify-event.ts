import {
  type CallExpression,
  type Identifier,
  type IfStatement,
  Node,
  type Statement,
  SyntaxKind,
} from 'ts-morph';
import type { Route } from './route.js';
import type { Sources } from './sources.js';

/** What the check that the vendor's generator writes, and most that are written by hand, are called. */
const NAME = /^verify\w*(Event|Fingerprint|Visitor|Identification)\w*$/;

/** Where a page puts the event's id, as the option `eventFrom` names it. */
export interface EventPlace {
  readonly kind: 'body' | 'header' | 'query' | 'cookie';
  readonly name: string;
}

/** Fields of a body that a guard reads by itself. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set(['eventId', 'event_id', 'requestId']);

/** True for a route that checks its event by such a function. */
export const verifiesEvent = ({ handler }: Pick<Route, 'handler'>): boolean => namesOf(handler).length > 0;

/**
 * Takes the check out of a route: the call, what it declares, and the answers to a refused event.
 * @returns Where the check found the event's id, if a guard would not look there by itself.
 */
export function removeVerification({ handler }: Route): EventPlace | undefined {
  let place: EventPlace | undefined;
  for (const name of namesOf(handler)) {
    if (name.wasForgotten() || removeMiddleware(name, handler)) continue;
    const call = name.getFirstAncestorByKind(SyntaxKind.CallExpression);
    if (!call || !isCalleeOf(name, call)) continue;
    const [id] = call.getArguments();
    const found = id && placeOf(id, handler);
    const variable = Node.isIdentifier(id) ? id.getText() : undefined;
    if (!removeCheck(call)) continue;
    place ??= found;
    if (variable) removeUnused(variable, handler);
  }
  return place && !(place.kind === 'body' && KNOWN_FIELDS.has(place.name)) ? place : undefined;
}

/** The functions of that kind in a project, each as `src/verify.ts:12 verifyEvent`. */
export interface Verifications {
  /** Those that are still called, by where. */
  readonly called: readonly string[];
  /** Those that nothing calls any more, by where they are. */
  readonly unused: readonly string[];
}

/** Removes imports of such functions once nothing calls them, and the functions that no other file can call. */
export function removeUnusedVerifications(sources: Sources): Verifications {
  const named = sources.files.flatMap(namesIn);
  const called = named.filter((name) => !isDeclaration(name) && !isImported(name));
  const used = new Set(called.map((name) => name.getText()));
  const place = (name: Identifier) =>
    `${sources.pathOf(name.getSourceFile())}:${name.getStartLineNumber()} ${name.getText()}`;
  const places = called.map(place);
  for (const file of sources.files) removeUnusedIn(file, used);
  const unused = sources.files
    .flatMap(namesIn)
    .filter((name) => isDefinition(name) && !used.has(name.getText()));
  return { called: places, unused: unused.map(place) };
}

function removeUnusedIn(file: Sources['files'][number], used: ReadonlySet<string>): void {
  const isUnused = (name: string) => NAME.test(name) && !used.has(name);
  for (const declaration of file.getImportDeclarations()) {
    const named = declaration.getNamedImports();
    const unused = named.filter((one) => isUnused(one.getName()) && !one.getAliasNode());
    if (unused.length === 0) continue;
    if (unused.length === named.length && !declaration.getDefaultImport()) declaration.remove();
    else for (const one of unused) one.remove();
  }
  for (const statement of file.getVariableStatements())
    if (/=\s*require\(/.test(statement.getText())) {
      const names = statement.getDescendantsOfKind(SyntaxKind.BindingElement).map((one) => one.getName());
      if (names.length > 0 && names.every(isUnused)) statement.remove();
    }
  // A function of the file itself; one that another module exports stays there, since others may use that module.
  for (const declared of file.getFunctions())
    if (
      isUnused(declared.getName() ?? '') &&
      !declared.isExported() &&
      !isExportedLater(file.getText(), declared.getName())
    )
      declared.remove();
}

const isExportedLater = (text: string, name = ''): boolean =>
  new RegExp(`(module\\.)?exports[^;]*\\b${name}\\b|export\\s*\\{[^}]*\\b${name}\\b`).test(text);

function namesIn(node: Node): Identifier[] {
  const identifiers = node.getDescendantsOfKind(SyntaxKind.Identifier);
  if (Node.isIdentifier(node)) identifiers.push(node);
  return identifiers.filter((one) => NAME.test(one.getText()));
}

/** Those of one route: in a chain such as `app.post('/a', …).post('/b', …)`, the callee holds other routes. */
const namesOf = (handler: Node): Identifier[] =>
  Node.isCallExpression(handler) ? handler.getArguments().flatMap(namesIn) : namesIn(handler);

function isCalleeOf(name: Identifier, call: CallExpression): boolean {
  const callee = call.getExpression();
  return callee === name || (Node.isPropertyAccessExpression(callee) && callee.getNameNode() === name);
}

const isDefinition = (name: Identifier): boolean => {
  const parent = name.getParent();
  const defines =
    Node.isFunctionDeclaration(parent) ||
    Node.isMethodDeclaration(parent) ||
    Node.isVariableDeclaration(parent);
  return defines && parent.getNameNode() === name;
};

const isDeclaration = (name: Identifier): boolean =>
  isDefinition(name) || Node.isExportSpecifier(name.getParent()) || isExport(name.getParent());

/** `module.exports = { verifyEvent }`, `exports.verifyEvent = …`. */
const isExport = (parent: Node | undefined): boolean => {
  const statement = parent && statementOf(parent);
  return Node.isExpressionStatement(statement) && /^(module\.)?exports\b/.test(statement.getText());
};

/** An import under another name counts as a call: that name is the one that is called. */
const isImported = (name: Identifier): boolean => {
  const parent = name.getParent();
  if (Node.isImportSpecifier(parent)) return !parent.getAliasNode();
  const statement = statementOf(name);
  return (
    name.getFirstAncestorByKind(SyntaxKind.ImportDeclaration) !== undefined ||
    (Node.isVariableStatement(statement) && /=\s*require\(/.test(statement.getText()))
  );
};

/** The statement that a node belongs to, unless a function within the statement holds the node. */
function statementOf(node: Node): Statement | undefined {
  const found = node.getFirstAncestor((one) => Node.isStatement(one) || Node.isFunctionLikeDeclaration(one));
  return Node.isStatement(found) && !Node.isFunctionLikeDeclaration(found) ? found : undefined;
}

/** Removes a middleware, as in `app.post('/login', verifyEvent, handler)`; false if the name is none. */
function removeMiddleware(name: Identifier, handler: Node): boolean {
  if (!Node.isCallExpression(handler)) return false;
  const route = handler.getArguments();
  let argument: Node = name;
  while (isNameOrCallee(argument) && !route.includes(argument)) argument = argument.getParentOrThrow();
  const index = route.indexOf(argument);
  // The last one is what answers the request.
  if (index < 1 || index === route.length - 1) return false;
  handler.removeArgument(index);
  return true;
}

/** True for `verify` of `checks.verify`, and for what is called in `verify(options)`. */
const isNameOrCallee = (node: Node): boolean => {
  const parent = node.getParent();
  if (Node.isPropertyAccessExpression(parent)) return parent.getNameNode() === node;
  return Node.isCallExpression(parent) && parent.getExpression() === node;
};

/** Removes a call along with the statements that exist for its answer alone; false if it has no such form. */
function removeCheck(call: CallExpression): boolean {
  const statement = statementOf(call);
  const block = statement?.getParent();
  // What a call is given to go on with would go with it.
  if (!statement || !Node.isBlock(block) || call.getArguments().some(Node.isFunctionLikeDeclaration))
    return false;
  const answer = answerOf(call);
  if (Node.isIfStatement(statement)) {
    const judged = judgesOnly(statement.getExpression(), (node) => isWithin(node, answer));
    return judged && isRefusal(statement) && removeStatements([statement]);
  }
  if (Node.isExpressionStatement(statement))
    return statement.getExpression() === answer && removeStatements([statement]);
  if (!Node.isVariableStatement(statement)) return false;
  const [declaration, another] = statement.getDeclarations();
  if (another || declaration?.getInitializer() !== answer) return false;
  const names = declaration
    .getNameNode()
    .getParentOrThrow()
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .filter((one) => Node.isVariableDeclaration(one.getParent()) || Node.isBindingElement(one.getParent()))
    .map((one) => one.getText());
  const statements = block.getStatements();
  const later = statements.slice(statements.indexOf(statement) + 1);
  const isAnswer = (node: Node) => names.includes(node.getText());
  const refusals = later.filter((one) => isRefusal(one) && judgesOnly(one.getExpression(), isAnswer));
  const rest = later.filter((one) => !refusals.includes(one));
  if (rest.some((one) => mentions(one, names))) return false;
  return removeStatements([statement, ...refusals]);
}

/** What a call comes to: itself, awaited, in parentheses, with its failure caught. */
function answerOf(call: CallExpression): Node {
  let answer: Node = call;
  for (;;) {
    const parent = answer.getParent();
    const isCatch = Node.isPropertyAccessExpression(parent) && parent.getName() === 'catch';
    const caught = isCatch ? parent.getParent() : undefined;
    if (Node.isCallExpression(caught) && caught.getExpression() === parent) answer = caught;
    else if (Node.isAwaitExpression(parent) || Node.isParenthesizedExpression(parent)) answer = parent;
    else return answer;
  }
}

const isWithin = (node: Node, outer: Node): boolean => node === outer || node.getAncestors().includes(outer);

/** True if a condition asks for nothing but an answer, its fields, and literals. */
function judgesOnly(condition: Node, isAnswer: (node: Node) => boolean): boolean {
  const nodes = [condition, ...condition.getDescendants()];
  const isField = (node: Node) => {
    const parent = node.getParent();
    return Node.isPropertyAccessExpression(parent) && parent.getNameNode() === node;
  };
  const named = nodes.filter((node) => Node.isIdentifier(node) || Node.isThisExpression(node));
  const others = named.filter((node) => !isField(node) && node.getText() !== 'undefined');
  return others.length > 0 && others.every(isAnswer);
}

/** What an answer that refuses a request says. */
const REFUSES = /\b4\d\d\b|forbidden|unauthorized|bad_?request|^\s*throw\b/im;

/** An `if` that refuses the request, and nothing else. */
function isRefusal(statement: Node): statement is IfStatement {
  if (!Node.isIfStatement(statement) || statement.getElseStatement()) return false;
  const then = statement.getThenStatement();
  const statements = Node.isBlock(then) ? then.getStatements() : [then];
  const ends = (one: Node | undefined) => Node.isReturnStatement(one) || Node.isThrowStatement(one);
  return (
    ends(statements.at(-1)) &&
    statements.every((one) => ends(one) || Node.isExpressionStatement(one)) &&
    statements.some((one) => REFUSES.test(one.getText()))
  );
}

const mentions = (node: Node, names: readonly string[]): boolean =>
  [node, ...node.getDescendants()].some((one) => Node.isIdentifier(one) && names.includes(one.getText()));

function removeStatements(statements: readonly Statement[]): true {
  const parent = statements[0]?.getParent();
  for (const statement of [...statements].reverse()) statement.remove();
  // What is left of try { verify } catch { refuse } has nothing to try.
  const attempt = parent?.getParent();
  const isEmpty = Node.isBlock(parent) && parent.getStatements().length === 0;
  if (isEmpty && Node.isTryStatement(attempt) && !attempt.getFinallyBlock()) attempt.remove();
  return true;
}

const kindIn = (text: string): EventPlace['kind'] => {
  if (/\bquery\b/.test(text)) return 'query';
  if (/\bheaders\b/.test(text)) return 'header';
  return /\bcookies\b/.test(text) ? 'cookie' : 'body';
};

/** Where the argument of a check comes from in the request. */
function placeOf(id: Node, handler: Node): EventPlace | undefined {
  const text = id.getText();
  const header = /(?:headers\[|\.(?:get|header)\()\s*['"`]([\w-]+)['"`]/.exec(text)?.[1];
  if (header) return { kind: 'header', name: header.toLowerCase() };
  const [, kind, path] = /\b(body|query|cookies|headers)\??\.([\w$]+(?:\??\.[\w$]+)*)$/.exec(text) ?? [];
  if (kind && path) return { kind: kindIn(kind), name: path.replaceAll('?', '') };
  if (Node.isPropertyAccessExpression(id)) return { kind: kindIn(text), name: id.getName() };
  if (Node.isElementAccessExpression(id)) {
    const key = id.getArgumentExpression();
    return Node.isStringLiteral(key) ? { kind: kindIn(text), name: key.getLiteralText() } : undefined;
  }
  if (!Node.isIdentifier(id)) return undefined;
  const declaration = handler
    .getDescendants()
    .find((one) => (Node.isBindingElement(one) || Node.isVariableDeclaration(one)) && one.getName() === text);
  if (Node.isBindingElement(declaration)) {
    const source =
      declaration.getFirstAncestorByKind(SyntaxKind.VariableDeclaration)?.getInitializer()?.getText() ?? '';
    const property = declaration.getPropertyNameNode();
    const name = Node.isStringLiteral(property) ? property.getLiteralText() : property?.getText();
    return { kind: kindIn(source), name: name ?? declaration.getName() };
  }
  const initializer = Node.isVariableDeclaration(declaration) ? declaration.getInitializer() : undefined;
  return initializer && placeOf(initializer, handler);
}

/** Removes the declaration of a variable that nothing reads any more. */
function removeUnused(name: string, handler: Node): void {
  const uses = handler.getDescendantsOfKind(SyntaxKind.Identifier).filter((one) => one.getText() === name);
  const [only] = uses;
  const parent = only?.getParent();
  if (uses.length !== 1) return;
  if (Node.isBindingElement(parent)) {
    const pattern = parent.getParent();
    const elements = pattern.getElements();
    const declaration = pattern.getParent();
    // Without this one, ...rest would hold more than before; a parameter has its place.
    if (
      !Node.isVariableDeclaration(declaration) ||
      elements.some((one) => Node.isBindingElement(one) && one.getDotDotDotToken())
    )
      return;
    const rest = elements.filter((one) => one !== parent);
    if (rest.length === 0) declaration.remove();
    else pattern.replaceWithText(`{ ${rest.map((one) => one.getText()).join(', ')} }`);
  } else if (Node.isVariableDeclaration(parent)) parent.remove();
}
