import { join } from 'node:path';
import ts from 'typescript';
import { documents, root } from './documents.js';
import { optionExamples } from './option-docstrings.js';
import { publicCode } from './public-code.js';

/** A code block of a document, or an example of a docstring. */
export interface CodeBlock {
  /** Where it stands: the path of the document or source file, and its line. */
  place: string;
  language: string;
  code: string;
}

/** Every example of every public function and class. */
const examples = new Map(
  publicCode.flatMap(({ place, example }) =>
    example === undefined ? [] : [[place, { place, language: 'ts', code: example }] as const],
  ),
);

/** Every code block of every document, and every example of a docstring. */
export const codeBlocks: CodeBlock[] = [
  ...blocksOfDocuments(),
  ...examples.values(),
  { place: 'packages/core/src/options.ts:1', language: 'ts', code: optionExamples },
];

function blocksOfDocuments(): CodeBlock[] {
  return documents.flatMap(({ path, text }) =>
    [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((match) => ({
      place: `${path}:${text.slice(0, match.index).split('\n').length}`,
      language: match[1] ?? '',
      code: match[2] ?? '',
    })),
  );
}

const names = join(root, 'test', 'docs', 'names.d.ts');
const recipes = join(root, 'examples', 'recipes', 'env.d.ts');

/** The settings of the tests, for blocks. */
function settings(): ts.CompilerOptions {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.test.json'), ts.sys.readFile).config,
    { ...ts.sys, readDirectory: () => [] },
    root,
  );
  return {
    ...options,
    noEmit: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    moduleDetection: ts.ModuleDetectionKind.Force,
    jsx: ts.JsxEmit.ReactJSX,
  };
}

/** The JavaScript of a block. Whether its types are right is what `compileBlocks` says. */
export function scriptOf({ code }: CodeBlock): string {
  const compilerOptions = { ...settings(), module: ts.ModuleKind.ESNext };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}

/**
 * Compiles the TypeScript among blocks in one program, each as a module beside its document. Modules that a package
 * does not have are resolved from the tests, and after them from the recipes.
 */
export function compileBlocks(): Map<CodeBlock, { issues: string[]; script: string }> {
  const files = new Map(
    codeBlocks
      .filter(({ language }) => language === 'ts' || language === 'tsx')
      .map((block) => [join(root, `${block.place.replace(':', '.')}.${block.language}`), block] as const),
  );
  const options = settings();

  const host = ts.createCompilerHost(options);
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors;
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path)?.code ?? readFile(path);
  host.getSourceFile = (path, format, ...rest) => {
    const block = files.get(path);
    return block ? ts.createSourceFile(path, block.code, format) : getSourceFile(path, format, ...rest);
  };
  const resolutions = ts.createModuleResolutionCache(root, (path) => path, options);
  host.resolveModuleNameLiterals = (literals, from, redirected, ofSource, source) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(source, literal, ofSource);
      const resolve = (file: string) =>
        ts.resolveModuleName(literal.text, file, ofSource, host, resolutions, redirected, mode);
      const found = resolve(from);
      if (found.resolvedModule || !files.has(from)) return found;
      const ofTests = resolve(names);
      return ofTests.resolvedModule ? ofTests : resolve(recipes);
    });

  const program = ts.createProgram([names, recipes, ...files.keys()], options, host);
  return new Map(
    [...files].map(([path, block]) => {
      const source = program.getSourceFile(path);
      let script = '';
      program.emit(source, (_path, text) => {
        script = text;
      });
      const issues = ts.getPreEmitDiagnostics(program, source).map(({ messageText, start = 0 }) => {
        const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
        return `line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      });
      return [block, { issues, script }];
    }),
  );
}
