// Compiles the applications of projects, a folder for each kind of settings: named are the folder of the projects, the
// projects and the kinds. It prints what the compiler says of them and of our packages, by project and kind: an empty text if
// all is well. Other packages are read, as far as these need them, but not judged.
import { join } from 'node:path';
import ts from 'typescript';

const [folder, projects, kinds] = process.argv.slice(2);
/** Of several folders of modules in a path, as pnpm makes them, the last tells. */
const OTHERS = /\/node_modules\/(?!.*\/node_modules\/)(?!@fingerprint-guard\/)/;

/** Declarations as they were parsed, by their path and module format: most are the same for every kind of a project. */
const declarations = new Map();

const byKind = (project) =>
  Object.fromEntries(kinds.split(',').map((kind) => [kind, compile(join(folder, project), kind)]));
console.log(JSON.stringify(Object.fromEntries(projects.split(',').map((name) => [name, byKind(name)]))));

function compile(project, kind) {
  const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile(
    join(project, kind, 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => fail(messageText) },
  );
  const program = ts.createProgram(fileNames, options, sharing(ts.createCompilerHost(options)));
  const judged = program.getSourceFiles().filter(({ fileName }) => !OTHERS.test(fileName));
  const diagnostics = [
    ...errors,
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...judged.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
    // Of a whole program at once, it would check the declarations of others too.
    ...judged.flatMap((file) => (file.isDeclarationFile ? [] : program.emit(file).diagnostics)),
  ];
  return ts.formatDiagnostics(diagnostics, {
    getCurrentDirectory: () => project,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  });
}

/** A host that parses a declaration once, and of docstrings what bears on types. */
function sharing(host) {
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors;
  const parse = host.getSourceFile;
  host.getSourceFile = (path, format, ...more) => {
    if (!ts.isDeclarationFileName(path)) return parse(path, format, ...more);
    const key = `${path} ${format.impliedNodeFormat}`;
    if (!declarations.has(key)) declarations.set(key, parse(path, format, ...more));
    return declarations.get(key);
  };
  return host;
}

function fail(message) {
  throw new Error(ts.flattenDiagnosticMessageText(message, '\n'));
}
