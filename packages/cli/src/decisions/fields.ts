/** What of each record a command needs; of Parquet nothing else is read. */
export interface NeededFields {
  readonly signals: ReadonlySet<string>;
  /** The event as a whole. */
  readonly event: boolean;
}
