/** The formats of decisions, by their names for `--format`. */
export const FORMATS = ['ndjson', 'ndjson.gz', 'ndjson.zst', 'parquet'] as const;

/** One of {@link FORMATS}. */
export type Format = (typeof FORMATS)[number];
