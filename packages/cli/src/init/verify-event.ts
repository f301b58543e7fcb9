import { type CallExpression, type Expression, type Identifier, Node, SyntaxKind } from 'ts-morph';
import { type EventPlace, isKnownPlace, placeOf } from './event-place.js';
import { removeCheck, removeUnused } from './remove-check.js';
import type { Route } from './route.js';
import { handlersOf } from './router-calls.js';

/** The usual names of such checks: that of the vendor's generator, and those of most that are written by hand. */
export const NAME = /^verify\w*(Event|Fingerprint|Visitor|Identification)\w*$/;

/** True for a route that checks its event with such a function. */
export const verifiesEvent = ({ handler }: Pick<Route, 'handler'>): boolean => namesOf(handler).length > 0;

/**
 * Removes the check from a route: the call, the variables that it declares, and the responses to a refused event.
 * @returns The place where the check found the event's ID, if a guard does not read it by default.
 */
export function removeVerification({ handler }: Route): EventPlace | undefined {
  let place: EventPlace | undefined;
  for (const name of namesOf(handler)) {
    if (name.wasForgotten() || removeMiddleware(name, handler)) continue;
    const call = name.getFirstAncestorByKind(SyntaxKind.CallExpression);
    if (!call || !isCalleeOf(name, call)) continue;
    const [id] = call.getArguments();
    const found = id && placeOf(id, handler);
    const variable = Node.isIdentifier(id) ? id.getText() : undefined;
    if (!removeCheck(call)) continue;
    place ??= found;
    if (variable) removeUnused(variable, handler);
  }
  return place && !isKnownPlace(place) ? place : undefined;
}

/** Finds the names of such functions in a node. */
export function namesIn(node: Node): Identifier[] {
  const identifiers = node.getDescendantsOfKind(SyntaxKind.Identifier);
  if (Node.isIdentifier(node)) identifiers.push(node);
  return identifiers.filter((one) => NAME.test(one.getText()));
}

/** The names in one route: in a chain such as `app.post('/a', …).post('/b', …)`, the callee contains other routes. */
const namesOf = (handler: Node): Identifier[] =>
  Node.isCallExpression(handler) ? handler.getArguments().flatMap(namesIn) : namesIn(handler);

function isCalleeOf(name: Identifier, call: CallExpression): boolean {
  const callee = call.getExpression();
  return callee === name || (Node.isPropertyAccessExpression(callee) && callee.getNameNode() === name);
}

/** Hooks of a Fastify route that run before its handler. */
const HOOKS = ['onRequest', 'preParsing', 'preValidation', 'preHandler'];

/**
 * Removes a middleware, as in `app.post('/login', verifyEvent, handler)`, in an array, and as a Fastify hook; false if
 * the name is not used as middleware.
 */
function removeMiddleware(name: Identifier, handler: Node): boolean {
  if (!Node.isCallExpression(handler)) return false;
  const given = handler.getArguments();
  let one: Node = name;
  while (isNameOrCallee(one) && !given.includes(one)) one = one.getParentOrThrow();
  const parent = one.getParent();
  const list = Node.isArrayLiteralExpression(parent) ? parent : undefined;
  const all = list ?? one;
  const owner = all.getParent();
  const hook =
    Node.isPropertyAssignment(owner) && HOOKS.includes(owner.getName()) && given.includes(owner.getParent())
      ? owner
      : undefined;
  const index = given.indexOf(all);
  // The last one is the handler, which answers the request.
  const isBefore = handlersOf(handler).includes(all) && index < given.length - 1;
  if (!hook && !isBefore) return false;
  if (list && list.getElements().length > 1) {
    // The guard goes before the array, so it would also run before the first item.
    if (!hook && list.getElements()[0] !== one) return false;
    list.removeElement(list.getElements().indexOf(one as Expression));
  } else if (hook) hook.remove();
  else handler.removeArgument(index);
  return true;
}

/** True for `verify` in `checks.verify`, and for the callee of `verify(options)`. */
const isNameOrCallee = (node: Node): boolean => {
  const parent = node.getParent();
  if (Node.isPropertyAccessExpression(parent)) return parent.getNameNode() === node;
  return Node.isCallExpression(parent) && parent.getExpression() === node;
};
