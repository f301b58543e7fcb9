import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './documents.js';

/** A docstring, as a document quotes it. */
export interface Docstring {
  text: string;
  /** The value that `@defaultValue` names; undefined if it names none. */
  defaultValue?: string;
  /** The code of `@example`; undefined if there is none. */
  example?: string;
  /** The declared type of an interface's member, without `undefined`. */
  type?: string;
}

const src = join(root, 'packages', 'core', 'src');

const parse = (path: string): ts.SourceFile => {
  const file = join(src, path);
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
};

/** The docstrings of an interface's members, by name; a member without one has an empty text. */
export function membersOf(path: string, name: string): Map<string, Docstring> {
  const found = parse(path)
    .statements.filter(ts.isInterfaceDeclaration)
    .find((node) => node.name.text === name);
  if (!found) throw new Error(`expected ${path} to declare the interface ${name}`);
  return byName(found.members);
}

/** The literals of a union type of the core, such as `'v4' | 'v3'`; undefined for any other type. */
export function choicesOf(name: string | undefined): string | undefined {
  const declared = new RegExp(`^export type ${name} =\\s*((?:\\|? *'[^']*'\\s*)+);`, 'm');
  const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const found = sources.map((path) => declared.exec(readFileSync(join(src, path), 'utf8'))?.[1]);
  return found.find(Boolean)?.trim();
}

/** The docstrings of a rule's options, by name. */
export function optionsOfRule(id: string): Map<string, Docstring> {
  let found = new Map<string, Docstring>();
  const visit = (node: ts.Node): void => {
    const isOptions = ts.isPropertyAssignment(node) && node.name.getText() === 'options';
    if (isOptions && ts.isObjectLiteralExpression(node.initializer))
      found = byName(node.initializer.properties);
    else ts.forEachChild(node, visit);
  };
  visit(parse(`policy/rules/${id}.ts`));
  return found;
}

function byName(members: readonly (ts.TypeElement | ts.ObjectLiteralElementLike)[]): Map<string, Docstring> {
  return new Map(
    members.flatMap((member) => {
      const name =
        member.name && (ts.isStringLiteral(member.name) ? member.name.text : member.name.getText());
      return name === undefined ? [] : [[name, docstringOf(member)] as const];
    }),
  );
}

function docstringOf(member: ts.Node): Docstring {
  const [doc] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  const tag = (name: string) =>
    ts.getTextOfJSDocComment(doc?.tags?.find(({ tagName }) => tagName.text === name)?.comment);
  const [defaultValue, example] = [tag('defaultValue'), tag('example')];
  const type = ts.isPropertySignature(member) ? member.type?.getText() : undefined;
  return {
    text: (ts.getTextOfJSDocComment(doc?.comment) ?? '').replace(/\{@link (\w+)\}/g, '`$1`'),
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(example === undefined ? {} : { example }),
    ...(type === undefined
      ? {}
      : { type: type.replace(/^\((.*)\) \| undefined$|^(.*) \| undefined$/s, '$1$2') }),
  };
}
