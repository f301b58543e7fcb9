import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { root } from './documents.js';

/** A function or a class that a package exports. */
export interface PublicCode {
  /** The package's entry and the name, such as `core/fetch toGuard`. */
  name: string;
  /** Where it is declared: the file's path and its line. */
  place: string;
  /** The code of its `@example`; undefined if it has none. */
  example: string | undefined;
}

/** What a name of a module stands for; functions that are overloaded have several declarations. */
interface Exported {
  name: string;
  declarations: ts.Statement[];
}

const entries = readdirSync(join(root, 'packages')).flatMap((name) =>
  ['index', 'fetch']
    .map((entry) => ({
      entry: entry === 'index' ? name : `${name}/${entry}`,
      file: join(root, 'packages', name, 'src', `${entry}.ts`),
    }))
    .filter(({ file }) => existsSync(file)),
);

/** Files as they were parsed: most declare several names. */
const parsed = new Map<string, ts.SourceFile>();

/** The exports of every entry of every package. */
const exported = entries.flatMap(({ entry, file }) =>
  exportsOf(file).map((found) => ({ ...found, name: `${entry} ${found.name}` })),
);

/**
 * Every name without a docstring, and every member of an interface without one, as `package Type.member`. The used parts of
 * another library's object have their docstrings there.
 */
export const undocumented: string[] = exported.flatMap(({ name, declarations }) => {
  const members = declarations
    .filter(ts.isInterfaceDeclaration)
    .filter((type) => !/\b(is|are) used\b/.test(docstringOf(type) ?? ''))
    .flatMap((type) => [...type.members]);
  return [
    ...(declarations.some(docstringOf) ? [] : [name]),
    ...members
      .filter((member) => member.name && !docstringOf(member))
      .map((member) => `${name}.${member.name?.getText()}`),
  ];
});

/** Every function and class of every entry of every package. */
export const publicCode: PublicCode[] = exported.flatMap(({ name, declarations }) => {
  const [first] = declarations.filter(isCode);
  if (!first) return [];
  const source = first.getSourceFile();
  const line = source.getLineAndCharacterOfPosition(first.getStart()).line + 1;
  return [
    {
      name,
      place: `${relative(root, source.fileName)}:${line}`,
      example: declarations.map(exampleOf).find((code) => code !== undefined),
    },
  ];
});

function exportsOf(file: string): Exported[] {
  return parse(file).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return [];
    const { exportClause, moduleSpecifier } = statement;
    if (!exportClause || !ts.isNamedExports(exportClause) || !moduleSpecifier) return [];
    const target = join(dirname(file), (moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts'));
    return exportClause.elements.map(({ name, propertyName }) => ({
      name: name.text,
      declarations: declarationsIn(target, (propertyName ?? name).text),
    }));
  });
}

/** The declarations of a name in a file, or in the one that it is exported from. */
function declarationsIn(file: string, name: string): ts.Statement[] {
  const declared = parse(file).statements.filter((statement) => namesOf(statement).includes(name));
  if (declared.length > 0) return declared;
  return exportsOf(file).find((exported) => exported.name === name)?.declarations ?? [];
}

function namesOf(statement: ts.Statement): (string | undefined)[] {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return [statement.name?.text];
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
    return [statement.name.text];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.map(({ name }) => name.getText());
}

/** True for what is called: functions, classes, and constants that hold a function or what another function made. */
function isCode(statement: ts.Statement): boolean {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return true;
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.some(({ initializer }) => {
    if (!initializer) return false;
    if (ts.isCallExpression(initializer)) return !initializer.getText().startsWith('Symbol.');
    return ts.isArrowFunction(initializer);
  });
}

function docstringOf(node: ts.Node): string | undefined {
  const docstrings = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return docstrings.map(({ comment }) => ts.getTextOfJSDocComment(comment)).find(Boolean);
}

function exampleOf(statement: ts.Statement): string | undefined {
  const tag = ts.getJSDocTags(statement).find(({ tagName }) => tagName.text === 'example');
  return /^```ts\n(.*)^```$/ms.exec(ts.getTextOfJSDocComment(tag?.comment) ?? '')?.[1];
}

function parse(file: string): ts.SourceFile {
  const known = parsed.get(file);
  if (known) return known;
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  parsed.set(file, source);
  return source;
}
