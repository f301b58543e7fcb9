/** What of each record a command needs; of Parquet nothing else is read. */
export interface NeededFields {
  readonly signals: ReadonlySet<string> | 'all';
  /** The event as a whole. */
  readonly event: boolean;
}
