/** A part of a name: bare, or in quotes, inside which a quote is written twice. */
const PART = /"((?:[^"]|"")+)"|`((?:[^`]|``)+)`|([\p{L}\p{N}_][\p{L}\p{M}\p{N}_$-]*\*?)/uy;

/** The maximum number of parts: a project or a catalog, a schema, and the table. */
const MAX_PARTS = 3;

/** Invisible characters, and the backslash, which starts an escape in some databases only. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\]/u;

/**
 * Reads the name of a table: parts with dots between them. A bare part may also be one that a database only takes in
 * quotes, such as `my-project`, and may end with `*`, as wildcard tables of BigQuery do.
 * @returns the parts as they are without their quotes, which a query has to quote; undefined for anything else.
 */
export function tableNameIn(text: string): string[] | undefined {
  if (UNSAFE.test(text)) return undefined;
  const parts: string[] = [];
  for (let at = 0; ; at++) {
    PART.lastIndex = at;
    const [all, quoted, backticked, bare] = PART.exec(text) ?? [];
    if (all === undefined) return undefined;
    parts.push(quoted?.replaceAll('""', '"') ?? backticked?.replaceAll('``', '`') ?? (bare as string));
    at += all.length;
    if (at === text.length) return parts.length > MAX_PARTS ? undefined : parts;
    if (text[at] !== '.') return undefined;
  }
}
