/** What is known of a decision, a visitor or an account today. */
export interface Label {
  readonly isFraud: boolean;
  /** When it became fraud, such as the day of a chargeback; ms since 1970. */
  readonly at?: number;
  /** What it cost, in whatever unit the file has. */
  readonly amount?: number;
}
