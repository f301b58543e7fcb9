/** A row as JSON, or what is wrong with it; `undefined` for an empty line. */
export type RowValue = { readonly json: unknown } | { readonly wrong: string } | undefined;
