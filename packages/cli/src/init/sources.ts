import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import {
  IndentationText,
  ModuleKind,
  Project as Morph,
  Node,
  QuoteKind,
  type SourceFile,
  ts,
} from 'ts-morph';
import type { Change } from './change.js';
import { entriesOf, isSourceFolder } from './folders.js';
import type { Framework } from './frameworks/framework.js';
import { frameworksOf } from './frameworks/imported.js';

const SOURCE = /\.([mc]?[jt]s|[jt]sx)$/;

const OTHER_FILES = /\.(test|spec|config|d)\./;

/** The statements that a CommonJS module begins with. */
const HEAD = /^(#!|\/[/*]|['"]use \w+['"]|import\b|((const|var|let)\b[^=]*=\s*)?require\()/;

/** The frameworks whose routes are calls of the same form, such as `app.post('/login', …)`. */
const ROUTERS: readonly Framework[] = ['express', 'koa', 'hono', 'fastify'];

/** The place of a project's sources, and what they are written in. */
export interface SourcePlace {
  readonly root: string;
  /** The folder of the application, such as `apps/shop/`; an empty string for the whole project. */
  readonly app: string;
  readonly typescript: boolean;
  /** True if JavaScript files use `require`, unless they have an `import` or an `export`. */
  readonly commonjs: boolean;
}

/** The sources of a project, to be read and changed in memory. */
export class Sources {
  readonly files: SourceFile[];
  /** The frameworks that they import. */
  readonly frameworks: ReadonlySet<Framework>;
  readonly #place: SourcePlace;
  readonly #morph: Morph;
  readonly #before: ReadonlyMap<SourceFile, string>;

  constructor(place: SourcePlace) {
    this.#place = place;
    this.#morph = new Morph({
      skipFileDependencyResolution: true,
      compilerOptions: { allowJs: true, experimentalDecorators: true, module: ModuleKind.ESNext },
    });
    this.files = sourcesIn(join(place.root, place.app))
      .map((path) => this.#morph.addSourceFileAtPath(path))
      .filter(parses);
    this.frameworks = new Set(this.files.flatMap(frameworksOf));
    this.#before = new Map(this.files.map((file) => [file, file.getFullText()]));
  }

  /** True if another router than that of a framework may answer requests; Nest runs on one itself. */
  hasOtherRouters(framework: Framework): boolean {
    return framework !== 'nest' && ROUTERS.some((name) => name !== framework && this.frameworks.has(name));
  }

  /** The files that may add routes to a framework's application: none that belong, or may belong, to another router. */
  filesOf(framework: Framework): SourceFile[] {
    const isMixed = this.hasOtherRouters(framework);
    return isMixed ? this.files.filter((file) => frameworksOf(file).includes(framework)) : this.files;
  }

  /** A file's path in the project. */
  pathOf(file: SourceFile): string {
    return relative(this.#place.root, file.getFilePath()).replaceAll('\\', '/');
  }

  /** The changes so far. */
  get changes(): Change[] {
    return this.files
      .map((file) => {
        const before = this.#before.get(file);
        return { path: this.pathOf(file), before, after: withLineEndsOf(before, file.getFullText()) };
      })
      .filter(({ before, after }) => before !== after);
  }

  /** True if there is a file with that path, given without its extension. */
  exists(path: string): boolean {
    return ['.ts', '.tsx', '.js', '.jsx'].some((end) => existsSync(join(this.#place.root, path + end)));
  }

  /** Adds a file, whose path is given without its extension. */
  create(path: string, text: string): void {
    this.files.push(
      this.#morph.createSourceFile(`${this.#place.root}/${path}${extensionOf(this.#place)}`, text),
    );
  }

  /** Imports a name in the style of the file: by `require` if it uses that. */
  addImport(file: SourceFile, name: string, from: string): void {
    useStyleOf(file);
    const existing = file.getImportDeclaration((one) => one.getModuleSpecifierValue() === from);
    if (existing) {
      if (existing.getNamedImports().every((one) => one.getName() !== name)) existing.addNamedImport(name);
      return;
    }
    if (!this.#requires(file)) {
      file.addImportDeclaration({ namedImports: [name], moduleSpecifier: from });
      return;
    }
    const quote = quoteOf(file);
    const line = `const { ${name} } = require(${quote}${from}${quote});`;
    if (file.getFullText().includes(line)) return;
    // Below the requires at the top: further down, the name may already be used.
    const statements = file.getStatementsWithComments();
    const end = statements.findIndex((one) => !HEAD.test(one.getText()));
    file.insertStatements(end === -1 ? statements.length : end, line);
  }

  /** The specifier by which a file imports one of the project's own modules, given without its extension. */
  specifierOf(file: SourceFile, path: string): string {
    const there = relative(dirname(file.getFilePath()), `${this.#place.root}/${path}`).replaceAll('\\', '/');
    return `${there.startsWith('.') ? there : `./${there}`}${this.#extensionIn(file)}`;
  }

  #requires(file: SourceFile): boolean {
    const name = file.getBaseName();
    if (name.endsWith('.cjs')) return true;
    return (
      this.#place.commonjs && !/\.(mjs|mts|ts|tsx)$/.test(name) && !ts.isExternalModule(file.compilerNode)
    );
  }

  /** The extension in the file's other imports; else the one that its kind of module requires. */
  #extensionIn(file: SourceFile): string {
    const own = file.getImportDeclarations().find((one) => one.isModuleSpecifierRelative());
    if (own) return /\.[cm]?[jt]s$/.exec(own.getModuleSpecifierValue())?.[0] ?? '';
    if (!this.#place.typescript) return this.#requires(file) ? '' : '.js';
    const config = ts.findConfigFile(this.#place.root, ts.sys.fileExists);
    const options = config && ts.readConfigFile(config, ts.sys.readFile).config?.compilerOptions;
    return /^node(16|18|20|next)$/i.test(options?.module ?? '') && !this.#place.commonjs ? '.js' : '';
  }
}

const withLineEndsOf = (before: string | undefined, after: string): string =>
  before?.includes('\r\n') && !/(^|[^\r])\n/.test(before) ? after.replace(/\r?\n/g, '\r\n') : after;

/** False for a file with a syntax error, which cannot be changed safely. */
function parses(file: SourceFile): boolean {
  const { compilerNode } = file as { compilerNode: { parseDiagnostics?: readonly unknown[] } };
  return !compilerNode.parseDiagnostics?.length;
}

/** Files come before folders. */
function sourcesIn(folder: string): string[] {
  const entries = entriesOf(folder);
  const files = entries.filter(
    (entry) => entry.isFile() && SOURCE.test(entry.name) && !OTHER_FILES.test(entry.name),
  );
  return [
    ...files.map(({ name }) => join(folder, name)),
    ...entries.filter(isSourceFolder).flatMap(({ name }) => sourcesIn(join(folder, name))),
  ];
}

/** The extension of new files. */
export const extensionOf = ({ typescript }: Pick<SourcePlace, 'typescript'>): string =>
  typescript ? '.ts' : '.js';

/** Makes edits use a file's quotes and indentation. */
export function useStyleOf(file: SourceFile): void {
  const indentation = /^(\t| {2,8})\S/m.exec(file.getFullText())?.[1];
  const known = Object.values(IndentationText).find((one) => one === indentation);
  file.getProject().manipulationSettings.set({
    quoteKind: quoteOf(file) === '"' ? QuoteKind.Double : QuoteKind.Single,
    indentationText: known ?? IndentationText.TwoSpaces,
  });
}

/** The quotes of a file's first string. */
export function quoteOf(file: SourceFile): '"' | "'" {
  const first = file.getFirstDescendant(Node.isStringLiteral);
  return first?.getText().startsWith('"') ? '"' : "'";
}
