import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type ts from 'typescript';
import { root } from '../docs/documents.js';

/** What an editor shows of a name: its declaration, and what the docstring says, tags included. */
export interface Shown {
  signature: string;
  text: string;
}

/** An editor with one file open, beside the built packages as they are installed. */
export class Editor {
  readonly #service: ts.LanguageService;
  readonly #file = join(root, 'test', 'editor', 'policy.ts');
  readonly #source: string;

  constructor(compiler: typeof ts, source: string) {
    this.#source = source;
    const options: ts.CompilerOptions = {
      module: compiler.ModuleKind.NodeNext,
      target: compiler.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
    };
    const snapshot = (path: string) => (path === this.#file ? source : compiler.sys.readFile(path));
    this.#service = compiler.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => [this.#file],
      getScriptVersion: () => '1',
      getScriptSnapshot: (path) => {
        const text = snapshot(path);
        return text === undefined ? undefined : compiler.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: compiler.getDefaultLibFilePath,
      fileExists: (path) => path === this.#file || existsSync(path),
      readFile: snapshot,
      directoryExists: compiler.sys.directoryExists,
      getDirectories: compiler.sys.getDirectories,
      ...(compiler.sys.realpath ? { realpath: compiler.sys.realpath } : {}),
    });
  }

  /** What the compiler reports. */
  mistakes(): string[] {
    const found = [
      ...this.#service.getSyntacticDiagnostics(this.#file),
      ...this.#service.getSemanticDiagnostics(this.#file),
    ];
    return found.map(({ messageText, start = 0 }) => {
      const text = typeof messageText === 'string' ? messageText : messageText.messageText;
      return `${this.#source.slice(start, start + 40)}: ${text}`;
    });
  }

  /** What is shown when the pointer rests on the name that stands right after this text, which the file has once. */
  hover(before: string): Shown {
    const info = this.#service.getQuickInfoAtPosition(this.#file, this.#after(before));
    return { signature: plain(info?.displayParts), text: withTags(info?.documentation, info?.tags) };
  }

  /** The names that are offered right after this text, which the file has once. */
  complete(before: string): string[] {
    const found = this.#service.getCompletionsAtPosition(this.#file, this.#after(before), undefined);
    return (found?.entries ?? []).map(({ name }) => name.replace(/^'(.*)'$/, '$1').replace(/^"(.*)"$/, '$1'));
  }

  #after(before: string): number {
    const index = this.#source.indexOf(before);
    if (index < 0 || this.#source.indexOf(before, index + 1) >= 0)
      throw new Error(`expected the file to have this once: ${before}`);
    return index + before.length;
  }
}

const plain = (parts: readonly ts.SymbolDisplayPart[] = []): string => parts.map(({ text }) => text).join('');

const withTags = (parts?: readonly ts.SymbolDisplayPart[], tags: readonly ts.JSDocTagInfo[] = []): string =>
  [plain(parts), ...tags.map(({ name, text }) => `@${name} ${plain(text)}`)].join('\n').trim();
