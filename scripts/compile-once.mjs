import vm from 'node:vm';

/** Node finds the importer of `import()` and of `import.meta` only in code that was compiled from its text. */
const KNOWS_ITS_IMPORTER = /\bimport\s*[(.]/;

/**
 * Lets the test files of a worker share what V8 compiles. Each of them has its own copy of every module, which V8 would compile
 * anew for each: that takes as long as all else that it takes to load them.
 */
export function compileOnce() {
  const { compileFunction, SourceTextModule } = vm;
  const functions = new Map();
  const modules = new Map();

  vm.compileFunction = (code, parameters, options) => {
    const cachedData = kept(functions, options.filename, code);
    const compiled = compileFunction(code, parameters, {
      ...options,
      cachedData,
      produceCachedData: !cachedData,
    });
    keep(functions, options.filename, code, () => compiled.cachedData);
    return compiled;
  };

  vm.SourceTextModule = class extends SourceTextModule {
    constructor(code, options) {
      super(code, { ...options, cachedData: kept(modules, options.identifier, code) });
      keep(modules, options.identifier, code, () => this.createCachedData());
    }
  };
}

/** The data kept of a file, if its code is the same. */
function kept(files, name, code) {
  const file = files.get(name);
  return file?.code === code ? file.cachedData : undefined;
}

function keep(files, name, code, cachedData) {
  if (files.get(name)?.code === code) return;
  files.set(name, { code, cachedData: KNOWS_ITS_IMPORTER.test(code) ? undefined : cachedData() });
}
