import { type CallExpression, type Identifier, Node, type Statement, SyntaxKind } from 'ts-morph';
import type { Route } from './route.js';
import type { Sources } from './sources.js';

/** What the check that the vendor's generator writes, and most that are written by hand, are called. */
const NAME = /^verify\w*(Event|Fingerprint|Visitor|Identification)\w*$/;

/** Where a page puts the event's id, as the option `eventFrom` names it. */
export interface EventPlace {
  readonly kind: 'body' | 'header' | 'query';
  readonly name: string;
}

/** Fields of a body that a guard reads by itself. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set(['eventId', 'event_id', 'requestId']);

/** True for a route that checks its event by such a function. */
export const verifiesEvent = ({ handler }: Route): boolean => namesIn(handler).length > 0;

/**
 * Takes the check out of a route: the call, what it declares, and the answers to a refused event.
 * @returns Where the check found the event's id, if a guard would not look there by itself.
 */
export function removeVerification({ handler }: Route): EventPlace | undefined {
  let place: EventPlace | undefined;
  for (const name of namesIn(handler)) {
    if (name.wasForgotten()) continue;
    const call = name.getFirstAncestorByKind(SyntaxKind.CallExpression);
    if (call && isCalleeOf(name, call)) {
      const [id] = call.getArguments();
      const found = id && placeOf(id, handler);
      const variable = Node.isIdentifier(id) ? id.getText() : undefined;
      if (!removeCheck(call)) continue;
      place ??= found;
      if (variable) removeUnused(variable, handler);
    } else if (call === handler && Node.isCallExpression(handler)) {
      // A middleware: app.post('/login', verifyEvent, handler).
      handler.removeArgument(handler.getArguments().indexOf(name));
    }
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
    const unused = named.filter((one) => isUnused(one.getName()));
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
  return node.getDescendantsOfKind(SyntaxKind.Identifier).filter((one) => NAME.test(one.getText()));
}

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
  const statement = parent?.getFirstAncestorByKind(SyntaxKind.ExpressionStatement);
  return /^(module\.)?exports\b/.test(statement?.getText() ?? '');
};

const isImported = (name: Identifier): boolean =>
  name.getFirstAncestorByKind(SyntaxKind.ImportDeclaration) !== undefined ||
  /=\s*require\(/.test(name.getFirstAncestorByKind(SyntaxKind.VariableStatement)?.getText() ?? '');

/** Removes a call along with the statements that exist for its answer alone; false if it has no such form. */
function removeCheck(call: CallExpression): boolean {
  const statement = call.getFirstAncestor(Node.isStatement);
  if (Node.isIfStatement(statement) && isRefusal(statement)) return removeStatements([statement]);
  if (Node.isExpressionStatement(statement)) return removeStatements([statement]);
  if (!Node.isVariableStatement(statement) || statement.getDeclarations().length !== 1) return false;
  const block = statement.getParent();
  if (!Node.isBlock(block)) return false;
  const names = statement
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .filter((one) => Node.isVariableDeclaration(one.getParent()) || Node.isBindingElement(one.getParent()))
    .map((one) => one.getText());
  const later = block.getStatements().slice(statement.getChildIndex() + 1);
  const refusals = later.filter((one) => isRefusal(one) && mentions(one.getExpression(), names));
  const rest = later.filter((one) => !refusals.includes(one as (typeof refusals)[number]));
  if (rest.some((one) => mentions(one, names))) return false;
  return removeStatements([statement, ...refusals]);
}

/** An `if` that ends the request, and nothing else. */
function isRefusal(statement: Node): statement is import('ts-morph').IfStatement {
  if (!Node.isIfStatement(statement) || statement.getElseStatement()) return false;
  const then = statement.getThenStatement();
  const last = Node.isBlock(then) ? then.getStatements().at(-1) : then;
  return Node.isReturnStatement(last) || Node.isThrowStatement(last);
}

const mentions = (node: Node, names: readonly string[]): boolean =>
  [node, ...node.getDescendants()].some((one) => Node.isIdentifier(one) && names.includes(one.getText()));

function removeStatements(statements: readonly Statement[]): true {
  const parent = statements[0]?.getParent();
  for (const statement of [...statements].reverse()) statement.remove();
  // What is left of try { verify } catch { refuse } has nothing to try.
  const attempt = parent?.getParent();
  if (Node.isBlock(parent) && Node.isTryStatement(attempt) && parent.getStatements().length === 0)
    attempt.remove();
  return true;
}

/** Where the argument of a check comes from in the request. */
function placeOf(id: Node, handler: Node): EventPlace | undefined {
  const text = id.getText();
  const header = /(?:headers\[|\.(?:get|header)\()\s*['"`]([\w-]+)['"`]/.exec(text)?.[1];
  if (header) return { kind: 'header', name: header.toLowerCase() };
  if (Node.isPropertyAccessExpression(id)) {
    return { kind: /\bquery\b/.test(text) ? 'query' : 'body', name: id.getName() };
  }
  if (!Node.isIdentifier(id)) return undefined;
  const declaration = handler
    .getDescendants()
    .find((one) => (Node.isBindingElement(one) || Node.isVariableDeclaration(one)) && one.getName() === text);
  if (Node.isBindingElement(declaration)) {
    const source =
      declaration.getFirstAncestorByKind(SyntaxKind.VariableDeclaration)?.getInitializer()?.getText() ?? '';
    const name = declaration.getPropertyNameNode()?.getText() ?? declaration.getName();
    return {
      kind: /\bquery\b/.test(source) ? 'query' : /\bheaders\b/.test(source) ? 'header' : 'body',
      name,
    };
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
    const rest = pattern.getElements().filter((one) => one !== parent);
    const statement = parent.getFirstAncestorByKind(SyntaxKind.VariableStatement);
    if (rest.length === 0) statement?.remove();
    else pattern.replaceWithText(`{ ${rest.map((one) => one.getText()).join(', ')} }`);
  } else if (Node.isVariableDeclaration(parent)) parent.getVariableStatement()?.remove();
}
