import { type CallExpression, Node, type ObjectLiteralExpression, SyntaxKind } from 'ts-morph';
import type { Route } from '../route.js';
import { type CreatedApplication, findCreated, findPostCalls, textsIn } from '../router-calls.js';
import { quoteOf, type Sources, useStyleOf } from '../sources.js';
import { ADDED_PATH, type FrameworkSetup, packageOf } from './setup.js';

const CREATION = /^(Fastify|fastify|require\(['"]fastify['"]\))\(/;

/** Registers the plugin with the application, and guards routes through their config. */
export const fastify: FrameworkSetup = {
  findRoutes,
  connect(sources, modulePath) {
    const created = findApplication(sources);
    if (!created) return false;
    created.addBelow(`${created.name}.register(fingerprint, { guard });`);
    sources.addImport(created.file, 'fingerprint', packageOf('fastify'));
    sources.addImport(created.file, 'guard', sources.specifierOf(created.file, modulePath));
    return true;
  },
  addRoute(sources) {
    const created = findApplication(sources);
    created?.addBelow(
      `${created.name}.post('${ADDED_PATH}', async (request) => ({ action: request.fingerprint?.action }));`,
    );
    return findRoutes(sources)[0];
  },
};

/**
 * Finds the place where the application is created; else the plugin that fastify-cli starts, which loads others from
 * folders.
 */
function findApplication(sources: Sources): CreatedApplication | undefined {
  return findCreated(sources.filesOf('fastify'), CREATION) ?? findAutoloading(sources);
}

const AUTOLOADING = /^(?:(?:await|void)\s+)?([\w$]+)\.register\(\s*(?:fastify)?auto_?load\b/i;

function findAutoloading(sources: Sources): CreatedApplication | undefined {
  for (const file of sources.filesOf('fastify')) {
    const found = file
      .getDescendantsOfKind(SyntaxKind.ExpressionStatement)
      .filter((one) => AUTOLOADING.test(one.getText()));
    const [block, name] = [found[0]?.getParent(), AUTOLOADING.exec(found[0]?.getText() ?? '')?.[1]];
    if (!Node.isStatemented(block) || name === undefined) continue;
    return {
      file,
      name,
      addBelow(text) {
        // Below the plugins, which parse bodies, and above the routes, which come last.
        useStyleOf(file);
        const [plugins] = found.slice(-2, -1);
        block.insertStatements(plugins ? plugins.getChildIndex() + 1 : 0, text);
      },
    };
  }
  return undefined;
}

function findRoutes(sources: Sources): Route[] {
  const isAutoloading = findAutoloading(sources) !== undefined;
  return sources.filesOf('fastify').flatMap((file) => {
    const prefix = isAutoloading ? folderOf(sources.pathOf(file)) : '';
    const under = (path: string) => (prefix === '' ? path : `${prefix}${path.replace(/\/$/, '')}`);
    return [
      ...findPostCalls(file).map(({ call, path }) => toRoute(call, under(path), () => optionsOf(call))),
      ...file.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap((call) => declared(call, under)),
    ];
  });
}

/** The path prefix that loading from folders gives to a file's routes: `/shop` for `routes/shop/index.js`. */
function folderOf(path: string): string {
  const folders = /(?:^|\/)routes\/(.+)\/[^/]+$/.exec(path)?.[1];
  return folders === undefined ? '' : `/${folders.replace(/(^|\/)_/g, '$1:')}`;
}

/** A route declared in one object: `fastify.route({ method: 'POST', url: '/login', handler })`. */
function declared(call: CallExpression, under: (path: string) => string): Route[] {
  const callee = call.getExpression();
  const [options] = call.getArguments();
  if (!Node.isPropertyAccessExpression(callee) || callee.getName() !== 'route') return [];
  if (!Node.isObjectLiteralExpression(options) || !textsOf(options, 'method').includes('POST')) return [];
  const path = textsOf(options, 'url')[0] ?? textsOf(options, 'path')[0];
  return path === undefined ? [] : [toRoute(call, under(path), () => options)];
}

function textsOf(options: ObjectLiteralExpression, name: string): string[] {
  const property = options.getProperty(name);
  const value = Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
  return value ? textsIn(value) : [];
}

function toRoute(
  call: CallExpression,
  path: string,
  options: () => ObjectLiteralExpression | undefined,
): Route {
  const file = call.getSourceFile();
  return {
    file,
    path,
    handler: call,
    guard(policy) {
      const quote = quoteOf(file);
      const required = `fingerprint: ${quote}${policy}${quote}`;
      const literal = options();
      if (literal) return addConfig(literal, required);
      const [, given, handler] = call.getArguments();
      // Options that are defined elsewhere: app.post('/login', options, handler).
      if (given && handler)
        given.replaceWithText(
          `{ ...${given.getText()}, config: { ...${given.getText()}.config, ${required} } }`,
        );
      else call.insertArgument(1, `{ config: { ${required} } }`);
    },
  };
}

function optionsOf(call: CallExpression): ObjectLiteralExpression | undefined {
  const [, options] = call.getArguments();
  return Node.isObjectLiteralExpression(options) ? options : undefined;
}

/** Adds to a route's `config`, of which the last one counts. */
function addConfig(options: ObjectLiteralExpression, required: string): void {
  const config = options.getProperty('config');
  const own = Node.isPropertyAssignment(config) ? config.getInitializer() : undefined;
  if (Node.isObjectLiteralExpression(own)) {
    own.addProperty(required);
    return;
  }
  const shorthand = Node.isShorthandPropertyAssignment(config) ? config.getNameNode() : undefined;
  const spread = options.getProperties().filter(Node.isSpreadAssignment);
  const inherited = [
    ...spread.map((one) => `...${one.getExpression().getText()}.config, `),
    ...((own ?? shorthand) ? [`...${(own ?? shorthand)?.getText()}, `] : []),
  ].join('');
  const index = config?.getChildIndex();
  config?.remove();
  if (index === undefined && spread.length === 0) options.insertProperty(0, `config: { ${required} }`);
  else options.addProperty(`config: { ${inherited}${required} }`);
}
