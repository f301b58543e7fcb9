import { Node, SyntaxKind } from 'ts-morph';

/** The place where a page puts the event's ID, in the form of the option `eventFrom`. */
export interface EventPlace {
  readonly kind: 'body' | 'header' | 'query' | 'cookie';
  readonly name: string;
}

/** Fields of a body that a guard reads by default. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set(['eventId', 'event_id', 'requestId']);

const kindIn = (text: string): EventPlace['kind'] => {
  if (/\bquery\b/.test(text)) return 'query';
  if (/\bheaders\b/.test(text)) return 'header';
  return /\bcookies\b/.test(text) ? 'cookie' : 'body';
};

/** Finds the place in the request that the argument of a check comes from. */
export function placeOf(id: Node, handler: Node): EventPlace | undefined {
  const text = id.getText();
  const header = /(?:headers\[|\.(?:get|header)\()\s*['"`]([\w-]+)['"`]/.exec(text)?.[1];
  if (header) return { kind: 'header', name: header.toLowerCase() };
  const [, kind, path] = /\b(body|query|cookies|headers)\??\.([\w$]+(?:\??\.[\w$]+)*)$/.exec(text) ?? [];
  if (kind && path) return { kind: kindIn(kind), name: path.replaceAll('?', '') };
  if (Node.isPropertyAccessExpression(id)) return { kind: kindIn(text), name: id.getName() };
  if (Node.isElementAccessExpression(id)) {
    const key = id.getArgumentExpression();
    return Node.isStringLiteral(key) ? { kind: kindIn(text), name: key.getLiteralText() } : undefined;
  }
  if (!Node.isIdentifier(id)) return undefined;
  const declaration = handler
    .getDescendants()
    .find((one) => (Node.isBindingElement(one) || Node.isVariableDeclaration(one)) && one.getName() === text);
  if (Node.isBindingElement(declaration)) {
    const source =
      declaration.getFirstAncestorByKind(SyntaxKind.VariableDeclaration)?.getInitializer()?.getText() ?? '';
    const property = declaration.getPropertyNameNode();
    const name = Node.isStringLiteral(property) ? property.getLiteralText() : property?.getText();
    return { kind: kindIn(source), name: name ?? declaration.getName() };
  }
  const initializer = Node.isVariableDeclaration(declaration) ? declaration.getInitializer() : undefined;
  return initializer && placeOf(initializer, handler);
}

/** True if a guard reads this place by default. */
export const isKnownPlace = ({ kind, name }: EventPlace): boolean =>
  kind === 'body' && KNOWN_FIELDS.has(name);
