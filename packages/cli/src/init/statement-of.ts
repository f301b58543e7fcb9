import { Node, type Statement } from 'ts-morph';

/** The statement that a node belongs to, unless a function within the statement holds the node. */
export function statementOf(node: Node): Statement | undefined {
  const found = node.getFirstAncestor((one) => Node.isStatement(one) || Node.isFunctionLikeDeclaration(one));
  return Node.isStatement(found) && !Node.isFunctionLikeDeclaration(found) ? found : undefined;
}
