import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type ts from 'typescript';

/** An editor with one file open, in a folder of a project that has the packages installed. */
export class Editor {
  readonly #compiler: typeof ts;
  readonly #service: ts.LanguageService;
  readonly #file: string;
  readonly #source: string;

  constructor(compiler: typeof ts, folder: string, source: string) {
    this.#compiler = compiler;
    this.#file = join(folder, 'open.ts');
    this.#source = source;
    const { sys } = compiler;
    const options: ts.CompilerOptions = {
      module: compiler.ModuleKind.NodeNext,
      target: compiler.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
    };
    const readFile = (path: string) => (path === this.#file ? source : sys.readFile(path));
    this.#service = compiler.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => [this.#file],
      getScriptVersion: () => '1',
      getScriptSnapshot: (path) => {
        const text = readFile(path);
        return text === undefined ? undefined : compiler.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => folder,
      getDefaultLibFileName: compiler.getDefaultLibFilePath,
      fileExists: (path) => path === this.#file || existsSync(path),
      readFile,
      directoryExists: sys.directoryExists,
      getDirectories: sys.getDirectories,
      ...(sys.realpath ? { realpath: sys.realpath } : {}),
    });
  }

  /** The text that the compiler underlines, each with its message. */
  issues(): string[] {
    const found = [
      ...this.#service.getSyntacticDiagnostics(this.#file),
      ...this.#service.getSemanticDiagnostics(this.#file),
    ];
    return found.map(({ messageText, start = 0, length = 0 }) => {
      const message = this.#compiler.flattenDiagnosticMessageText(messageText, '\n');
      return `${this.#source.slice(start, start + length)}: ${message}`;
    });
  }

  /** The documentation that is shown for the name at the end of this text, which the file contains once. */
  hover(textUpToName: string): string {
    const info = this.#service.getQuickInfoAtPosition(this.#file, this.#endOf(textUpToName) - 2);
    const tags = (info?.tags ?? []).map(({ name, text }) => `@${name} ${plain(text)}`);
    return [plain(info?.documentation), ...tags].join('\n').trim();
  }

  /** The names that are offered right after this text, which the file has once. */
  complete(textBefore: string): string[] {
    const found = this.#service.getCompletionsAtPosition(this.#file, this.#endOf(textBefore), undefined);
    return (found?.entries ?? []).map(({ name }) => name.replace(/^(['"])(.*)\1$/, '$2'));
  }

  /**
   * The members without documentation of the types of the module that the file imports first, as `Type.member`. Paths into
   * the event have none: their fields have.
   */
  undocumented(): string[] {
    const program = this.#service.getProgram();
    const checker = program?.getTypeChecker();
    const specifier = program?.getSourceFile(this.#file)?.statements.find(this.#compiler.isImportDeclaration);
    const module = specifier && checker?.getSymbolAtLocation(specifier.moduleSpecifier);
    if (!checker || !module) throw new Error('expected the file to import a module');
    return checker.getExportsOfModule(module).flatMap((exported) => {
      const { Alias, Interface } = this.#compiler.SymbolFlags;
      const symbol = exported.flags & Alias ? checker.getAliasedSymbol(exported) : exported;
      if (!(symbol.flags & Interface)) return [];
      return checker
        .getDeclaredTypeOfSymbol(symbol)
        .getProperties()
        .filter(({ name }) => !name.startsWith('event.'))
        .filter((member) => member.getDocumentationComment(checker).length === 0)
        .map((member) => `${symbol.name}.${member.name}`);
    });
  }

  /** Where a text ends, that the file has once; more letters after it make another text. */
  #endOf(text: string): number {
    const ends = [...this.#source.matchAll(new RegExp(`${escaped(text)}(?!(?<=\\w)\\w)`, 'g'))];
    const [found] = ends;
    if (!found || ends.length > 1) throw new Error(`expected the file to have this text once: ${text}`);
    return found.index + text.length;
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const plain = (parts: readonly ts.SymbolDisplayPart[] = []): string => parts.map(({ text }) => text).join('');
