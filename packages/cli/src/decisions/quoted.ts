/** Quotes a string for SQL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Quotes a name for SQL. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
