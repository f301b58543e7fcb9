/** The knowledge about a decision, a visitor or an account today. */
export interface Label {
  readonly isFraud: boolean;
  /** The time when the fraud became known, such as the end of the day of a chargeback; ms since 1970. */
  readonly at?: number;
  /** The cost, in the unit of the file. */
  readonly amount?: number;
}
