/** The protocol between a test, which runs in Node, and the application, which runs in another runtime. */

/** Names a function of the test's. */
export interface FunctionRef {
  $function: number;
  /** Nobody waits for its answer: the application's own answer does. */
  isTold?: boolean;
}

/** An answer that the application gives by its framework's own means. */
export interface AnswerRef {
  $answer: { status: number; body: unknown };
}

/** A call from the application to a function of the test. */
export interface Call {
  function: number;
  args: unknown[];
  /** Its place among the calls that nobody waits for: they overtake each other on their way. */
  order?: number | undefined;
}

/** The result of the call. */
export type Outcome = { value?: unknown } | { thrown: string };

/** An application that a test asks for. */
export interface WireSpec {
  /** Which of the applications it is: `web` or `hono`. */
  framework: string;
  /** Takes no address from a header, and no options but the test's. */
  isBare: boolean;
  /** Where functions are called. */
  callbacks: string;
  /** The options of the guard. */
  guard: Record<string, unknown>;
  attach?: unknown;
  foreign?: unknown;
  mount?: string | undefined;
  routes: unknown[];
}

export const isRef = <Name extends string>(value: unknown, name: Name): value is Record<Name, never> =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, name);

type Replace = (value: unknown, name?: string) => unknown;

/** A copy of plain data, in which a value is replaced if `replace` gives another. */
export function copyReplacing(value: unknown, replace: Replace, key?: string): unknown {
  const replaced = replace(value, key);
  if (replaced !== value || value === null || typeof value !== 'object') return replaced;
  if (Array.isArray(value)) return value.map((item) => copyReplacing(item, replace));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, copyReplacing(item, replace, name)]),
  );
}
