import { createRequire } from 'node:module';

// Prints what each package of the command line exports to `import` and to `require`.
const require = createRequire(import.meta.url);
const names = (exported) =>
  Object.keys(exported)
    .filter((name) => !['default', 'module.exports', '__esModule'].includes(name))
    .sort();
const found = {};
for (const name of process.argv.slice(2))
  found[name] = { import: names(await import(name)), require: names(require(name)) };
console.log(JSON.stringify(found));
