import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@jest/globals';
import ts from 'typescript';
import { root } from './documents.js';
import { expectSection } from './section.js';

const doc = new URL('../../docs/options.md', import.meta.url);

/** The docstrings of an interface's members, by name. */
function membersOf(path: string, name: string): Map<string, ts.JSDoc> {
  const file = join(root, 'packages', 'core', 'src', path);
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = source.statements.filter(ts.isInterfaceDeclaration).find((node) => node.name.text === name);
  return new Map(
    found?.members.map((member) => [
      member.name?.getText(source) ?? '',
      ts.getJSDocCommentsAndTags(member)[0] as ts.JSDoc,
    ]),
  );
}

/** The section of an option, from its docstring. */
function section([name, { comment, tags }]: [string, ts.JSDoc]): string {
  const standard = tags?.find(({ tagName }) => tagName.text === 'defaultValue');
  return [
    `## \`${name}\``,
    ts.getTextOfJSDocComment(comment),
    ...(standard ? [`By default: ${ts.getTextOfJSDocComment(standard.comment)}.`] : []),
  ].join('\n\n');
}

test('docs/options.md has a section of every option, as its docstring says; UPDATE_DOCS=1 writes them anew', () => {
  const account = membersOf('server-api/account-options.ts', 'AccountOptions');
  const options = new Map([...account, ...membersOf('options.ts', 'FingerprintGuardOptions')]);
  expectSection(doc, 'options', [...options].map(section).join('\n\n'));
});
