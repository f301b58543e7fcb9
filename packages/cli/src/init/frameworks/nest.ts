import { type ClassDeclaration, Node, SyntaxKind } from 'ts-morph';
import type { Route } from '../route.js';
import { quoteOf, type Sources, useStyleOf } from '../sources.js';
import { ADDED_PATH, type FrameworkSetup, packageOf } from './setup.js';

/** Imports the module into the application's root module, and guards routes with a decorator. */
export const nest: FrameworkSetup = {
  findRoutes,
  connect(sources, modulePath) {
    const module = findRootModule(sources);
    const [options] = module?.getDecorator('Module')?.getArguments() ?? [];
    if (!module || !Node.isObjectLiteralExpression(options)) return false;
    const file = module.getSourceFile();
    const imported = 'FingerprintModule.forRootAsync({ useFactory: fingerprintOptions })';
    const imports = options.getProperty('imports');
    const list = Node.isPropertyAssignment(imports) ? imports.getInitializer() : undefined;
    if (Node.isArrayLiteralExpression(list)) list.addElement(imported);
    else if (!imports) options.insertPropertyAssignment(0, { name: 'imports', initializer: `[${imported}]` });
    else return false;
    sources.addImport(file, 'FingerprintModule', packageOf('nest'));
    sources.addImport(file, 'fingerprintOptions', sources.specifierOf(file, modulePath));
    return true;
  },
  addRoute(sources) {
    const controller = controllersOf(sources)[0];
    if (!controller) return undefined;
    const file = controller.getSourceFile();
    useStyleOf(file);
    const quote = quoteOf(file);
    controller.addMethod({
      name: 'login',
      decorators: [{ name: 'Post', arguments: [`${quote}${ADDED_PATH.slice(1)}${quote}`] }],
      statements: 'return {};',
    });
    sources.addImport(file, 'Post', '@nestjs/common');
    return findRoutes(sources)[0];
  },
};

function controllersOf(sources: Sources): ClassDeclaration[] {
  return sources.files.flatMap((file) => file.getClasses().filter((one) => one.getDecorator('Controller')));
}

function findRoutes(sources: Sources): Route[] {
  return controllersOf(sources).flatMap((controller) => {
    const prefix = firstText(controller, 'Controller');
    return controller.getMethods().flatMap((method): Route[] => {
      if (!method.getDecorator('Post')) return [];
      const file = controller.getSourceFile();
      return [
        {
          file,
          path: `/${[prefix, firstText(method, 'Post')].filter(Boolean).join('/')}`,
          handler: method,
          guard(policy) {
            const quote = quoteOf(file);
            useStyleOf(file);
            method.addDecorator({ name: 'RequireFingerprint', arguments: [`${quote}${policy}${quote}`] });
            sources.addImport(file, 'RequireFingerprint', packageOf('nest'));
          },
        },
      ];
    });
  });
}

/** The first argument of a decorator, if it is a string. */
function firstText(node: Pick<ClassDeclaration, 'getDecorator'>, decorator: string): string {
  const [first] = node.getDecorator(decorator)?.getArguments() ?? [];
  return Node.isStringLiteral(first) ? first.getLiteralText().replace(/^\/|\/$/g, '') : '';
}

/** The module that the application is created from. */
function findRootModule(sources: Sources): ClassDeclaration | undefined {
  const created = sources.files
    .flatMap((file) => file.getDescendantsOfKind(SyntaxKind.CallExpression))
    .find((call) => /^NestFactory\.create\w*(<.*>)?$/.test(call.getExpression().getText()));
  const name = created?.getArguments()[0]?.getText() ?? 'AppModule';
  const modules = sources.files.flatMap((file) =>
    file.getClasses().filter((one) => one.getDecorator('Module')),
  );
  return modules.find((one) => one.getName() === name);
}
