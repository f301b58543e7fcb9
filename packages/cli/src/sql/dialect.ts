/** The path to a value: the column of a record, and the steps inside its JSON. */
export interface Place {
  readonly column: 'signals' | 'event';
  readonly steps: readonly string[];
  /** The label among the event's labels from which the steps start. */
  readonly label?: string;
}

/** A value that can be written into a query. */
export type Literal = string | number | boolean;

/** The parts of SQL that differ between databases. */
export interface Dialect {
  /**
   * Quotes the name of a table, whose first parts are its project and its schema.
   * @throws UsageError for a name that no table of the database can have.
   */
  table(name: readonly string[]): string;
  /** A JSON column, ready to be read from. */
  json(column: string): string;
  /** TRUE unless a JSON column contains something that the database cannot read. */
  isReadable(column: string): string;
  /** TRUE or FALSE; NULL for anything else. */
  boolean(place: Place): string;
  /** A number; NULL for anything else, also for a number in quotes. */
  number(place: Place): string;
  /** A string; NULL for anything else. */
  text(place: Place): string;
  /** TRUE if there is a value of any type, else FALSE. */
  exists(place: Place): string;
  /** TRUE if the value is an object, else FALSE. */
  isObject(place: Place): string;
  /** The length of an array; NULL for anything else. */
  length(place: Place): string;
  /** TRUE if an array contains this string. */
  contains(place: Place, text: string): string;
  /** TRUE if an object has fields. */
  hasFields(place: Place): string;
  literal(value: Literal): string;
  /** TRUE for a string with this start and end, and at least one character in between. */
  isBetween(text: string, start: string, end: string): string;
  /** An array of the names whose conditions are TRUE, in their order. */
  names(items: readonly (readonly [name: string, condition: string])[]): string;
}
