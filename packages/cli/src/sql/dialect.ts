/** The column of a record, and the steps from there, to a value inside of its JSON. */
export interface Place {
  readonly column: 'signals' | 'event';
  readonly steps: readonly string[];
  /** The label among the event's labels that the steps start from. */
  readonly label?: string;
}

/** A value that can be written into a query. */
export type Literal = string | number | boolean;

/** What differs between databases. The rest is what all of them read the same way. */
export interface Dialect {
  /** The name of a table, with its schema or its project; each part is quoted. */
  table(name: string): string;
  /** A column of JSON, ready to be read from. */
  json(column: string): string;
  /** TRUE unless there is something in a column of JSON that the database cannot read. */
  isReadable(column: string): string;
  /** TRUE or FALSE; NULL for anything else. */
  boolean(place: Place): string;
  /** A number; NULL for anything else, also for a number in quotes. */
  number(place: Place): string;
  /** A string; NULL for anything else. */
  text(place: Place): string;
  /** TRUE if something is there. */
  exists(place: Place): string;
  /** The length of an array; NULL for anything else. */
  length(place: Place): string;
  /** TRUE if an array holds this string. */
  contains(place: Place, text: string): string;
  /** TRUE if an object has fields. */
  hasFields(place: Place): string;
  literal(value: Literal): string;
  /** True for a string that begins and ends so, with at least a character between. */
  isBetween(text: string, start: string, end: string): string;
  /** An array of the names whose conditions are TRUE, in their order. */
  names(items: readonly (readonly [name: string, condition: string])[]): string;
}
