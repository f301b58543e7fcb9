import { type CallExpression, Node, type ObjectLiteralExpression, SyntaxKind } from 'ts-morph';
import type { Route } from '../route.js';
import { findCreated, findPostCalls } from '../router-calls.js';
import { quoteOf, type Sources } from '../sources.js';
import { ADDED_PATH, type FrameworkSetup, packageOf } from './setup.js';

const CREATION = /^(Fastify|fastify|require\(['"]fastify['"]\))\(/;

/** Registers the plugin on the application, and guards routes by their config. */
export const fastify: FrameworkSetup = {
  findRoutes,
  connect(sources, modulePath) {
    const created = findCreated(sources.files, CREATION);
    if (!created) return false;
    created.addBelow(`${created.name}.register(fingerprint, { guard });`);
    sources.addImport(created.file, 'fingerprint', packageOf('fastify'));
    sources.addImport(created.file, 'guard', sources.specifierOf(created.file, modulePath));
    return true;
  },
  addRoute(sources) {
    const created = findCreated(sources.files, CREATION);
    created?.addBelow(
      `${created.name}.post('${ADDED_PATH}', async (request) => ({ action: request.fingerprint?.action }));`,
    );
    return findRoutes(sources)[0];
  },
};

function findRoutes(sources: Sources): Route[] {
  return sources.files.flatMap((file) => [
    ...findPostCalls(file).map(({ call, path }) => toRoute(call, path, () => optionsOf(call))),
    ...file.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap(declared),
  ]);
}

/** A route in one object: `fastify.route({ method: 'POST', url: '/login', handler })`. */
function declared(call: CallExpression): Route[] {
  const callee = call.getExpression();
  const [options] = call.getArguments();
  if (!Node.isPropertyAccessExpression(callee) || callee.getName() !== 'route') return [];
  if (!Node.isObjectLiteralExpression(options) || textOf(options, 'method') !== 'POST') return [];
  const path = textOf(options, 'url') ?? textOf(options, 'path');
  return path === undefined ? [] : [toRoute(call, path, () => options)];
}

function textOf(options: ObjectLiteralExpression, name: string): string | undefined {
  const property = options.getProperty(name);
  const value = Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
  return Node.isStringLiteral(value) ? value.getLiteralText() : undefined;
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
      // Options that are made elsewhere: app.post('/login', options, handler).
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
