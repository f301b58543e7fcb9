import { type CallExpression, type IfStatement, Node, type Statement, SyntaxKind } from 'ts-morph';
import { statementOf } from './statement-of.js';

/** Removes a call along with the statements that only handle its answer; false if the code has another form. */
export function removeCheck(call: CallExpression): boolean {
  const statement = statementOf(call);
  const block = statement?.getParent();
  // A callback that the call receives would be removed with it.
  if (!statement || !Node.isBlock(block) || call.getArguments().some(Node.isFunctionLikeDeclaration))
    return false;
  const answer = answerOf(call);
  if (Node.isIfStatement(statement)) {
    const judged = judgesOnly(statement.getExpression(), (node) => isWithin(node, answer));
    return judged && isRefusal(statement) && removeStatements([statement]);
  }
  if (Node.isExpressionStatement(statement))
    return statement.getExpression() === answer && removeStatements([statement]);
  if (!Node.isVariableStatement(statement)) return false;
  const [declaration, another] = statement.getDeclarations();
  if (another || declaration?.getInitializer() !== answer) return false;
  const names = declaration
    .getNameNode()
    .getParentOrThrow()
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .filter((one) => Node.isVariableDeclaration(one.getParent()) || Node.isBindingElement(one.getParent()))
    .map((one) => one.getText());
  const statements = block.getStatements();
  const later = statements.slice(statements.indexOf(statement) + 1);
  const isAnswer = (node: Node) => names.includes(node.getText());
  const refusals = later.filter((one) => isRefusal(one) && judgesOnly(one.getExpression(), isAnswer));
  const rest = later.filter((one) => !refusals.includes(one));
  if (rest.some((one) => mentions(one, names))) return false;
  return removeStatements([statement, ...refusals]);
}

/** The expression that yields the call's answer: the call itself, awaited, in parentheses, with its failure caught. */
function answerOf(call: CallExpression): Node {
  let answer: Node = call;
  for (;;) {
    const parent = answer.getParent();
    const isCatch = Node.isPropertyAccessExpression(parent) && parent.getName() === 'catch';
    const caught = isCatch ? parent.getParent() : undefined;
    if (Node.isCallExpression(caught) && caught.getExpression() === parent) answer = caught;
    else if (Node.isAwaitExpression(parent) || Node.isParenthesizedExpression(parent)) answer = parent;
    else return answer;
  }
}

const isWithin = (node: Node, outer: Node): boolean => node === outer || node.getAncestors().includes(outer);

/** True if a condition contains nothing but the answer, its fields, and literals. */
function judgesOnly(condition: Node, isAnswer: (node: Node) => boolean): boolean {
  const nodes = [condition, ...condition.getDescendants()];
  const isField = (node: Node) => {
    const parent = node.getParent();
    return Node.isPropertyAccessExpression(parent) && parent.getNameNode() === node;
  };
  const named = nodes.filter((node) => Node.isIdentifier(node) || Node.isThisExpression(node));
  const others = named.filter((node) => !isField(node) && node.getText() !== 'undefined');
  return others.length > 0 && others.every(isAnswer);
}

/** The text of a response that refuses a request. */
const REFUSES = /\b4\d\d\b|forbidden|unauthorized|bad_?request|^\s*throw\b/im;

/** An `if` that refuses the request, and nothing else. */
function isRefusal(statement: Node): statement is IfStatement {
  if (!Node.isIfStatement(statement) || statement.getElseStatement()) return false;
  const then = statement.getThenStatement();
  const statements = Node.isBlock(then) ? then.getStatements() : [then];
  const ends = (one: Node | undefined) => Node.isReturnStatement(one) || Node.isThrowStatement(one);
  return (
    ends(statements.at(-1)) &&
    statements.every((one) => ends(one) || Node.isExpressionStatement(one)) &&
    statements.some((one) => REFUSES.test(one.getText()))
  );
}

const mentions = (node: Node, names: readonly string[]): boolean =>
  [node, ...node.getDescendants()].some((one) => Node.isIdentifier(one) && names.includes(one.getText()));

function removeStatements(statements: readonly Statement[]): true {
  const parent = statements[0]?.getParent();
  for (const statement of [...statements].reverse()) statement.remove();
  // The rest of try { verify } catch { refuse } has nothing left to try.
  const attempt = parent?.getParent();
  const isEmpty = Node.isBlock(parent) && parent.getStatements().length === 0;
  if (isEmpty && Node.isTryStatement(attempt) && !attempt.getFinallyBlock()) attempt.remove();
  return true;
}

/** Removes the declaration of a variable that nothing reads any more. */
export function removeUnused(name: string, handler: Node): void {
  const uses = handler.getDescendantsOfKind(SyntaxKind.Identifier).filter((one) => one.getText() === name);
  const [only] = uses;
  const parent = only?.getParent();
  if (uses.length !== 1) return;
  if (Node.isBindingElement(parent)) {
    const pattern = parent.getParent();
    const elements = pattern.getElements();
    const declaration = pattern.getParent();
    // Without this one, ...rest would contain more than before; a parameter must keep its position.
    if (
      !Node.isVariableDeclaration(declaration) ||
      elements.some((one) => Node.isBindingElement(one) && one.getDotDotDotToken())
    )
      return;
    const rest = elements.filter((one) => one !== parent);
    if (rest.length === 0) declaration.remove();
    else pattern.replaceWithText(`{ ${rest.map((one) => one.getText()).join(', ')} }`);
  } else if (Node.isVariableDeclaration(parent)) parent.remove();
}
