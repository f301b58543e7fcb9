import { Node, type SourceFile, SyntaxKind } from 'ts-morph';
import { FRAMEWORKS, type Framework } from './framework.js';

/** The modules that only the files of a framework import. */
const MODULES: Readonly<Record<Framework, RegExp>> = {
  next: /^next(\/|$)/,
  nest: /^@nestjs\//,
  fastify: /^(fastify|fastify-plugin|@fastify\/autoload)(\/|$)/,
  hono: /^@?hono(\/|$)/,
  koa: /^(koa|koa-router|@koa\/router)(\/|$)/,
  express: /^express(\/|$)/,
};

/** Finds the frameworks that a file imports. */
export function frameworksOf(file: SourceFile): Framework[] {
  const modules = modulesOf(file);
  return FRAMEWORKS.filter((name) => modules.some((module) => MODULES[name].test(module)));
}

/** Finds the modules that a file imports: by `import`, `export … from`, `import()` and `require`. */
export function modulesOf(file: SourceFile): string[] {
  const declared = [...file.getImportDeclarations(), ...file.getExportDeclarations()];
  return [
    ...declared.flatMap((one) => one.getModuleSpecifierValue() ?? []),
    ...file.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap((call) => {
      const [module] = call.getArguments();
      const imports = /^(require|import)$/.test(call.getExpression().getText());
      return imports && Node.isStringLiteral(module) ? [module.getLiteralText()] : [];
    }),
  ];
}
