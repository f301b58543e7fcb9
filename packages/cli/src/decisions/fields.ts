/** The fields of each record that a command needs; no others are read from Parquet. */
export interface NeededFields {
  readonly signals: ReadonlySet<string> | 'all';
  /** The event as a whole. */
  readonly event: boolean;
}
