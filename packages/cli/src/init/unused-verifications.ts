import { type Identifier, Node, SyntaxKind } from 'ts-morph';
import type { Sources } from './sources.js';
import { statementOf } from './statement-of.js';
import { NAME, namesIn } from './verify-event.js';

/** The verification functions in a project, each as `src/verify.ts:12 verifyEvent`. */
export interface Verifications {
  /** The places that still call one. */
  readonly called: readonly string[];
  /** The places of those that nothing calls any more. */
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
  // A function of the file itself; one that another module exports stays, because others may use that module.
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

/** An import under another name counts as a call, because the code calls that other name. */
const isImported = (name: Identifier): boolean => {
  const parent = name.getParent();
  if (Node.isImportSpecifier(parent)) return !parent.getAliasNode();
  const statement = statementOf(name);
  return (
    name.getFirstAncestorByKind(SyntaxKind.ImportDeclaration) !== undefined ||
    (Node.isVariableStatement(statement) && /=\s*require\(/.test(statement.getText()))
  );
};
