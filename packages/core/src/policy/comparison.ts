import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { Signals } from '../signals/signals.js';
import type { Equality, Operators, Scalar } from './operators.js';

/** The known values of a fact. The type of a fact that may have other values too allows any string. */
type Named<Fact> = Fact extends string ? (string extends Fact ? never : Fact) : Fact;

/** The value that a fact has to equal, or operators. Only numbers have an order. */
type Comparison<Fact extends Scalar> =
  // If any string were allowed next to the known ones, editors would offer the methods of strings among the operators.
  | ([Named<Fact>] extends [never] ? Fact : Named<Fact>)
  | ([Fact] extends [number] ? Operators<Fact> : Equality<Fact>);

/** The names of facts that have a single value; lists and objects cannot be compared. */
type SingleValued<Facts> = {
  [Name in keyof Facts]-?: NonNullable<Facts[Name]> extends Scalar ? Name : never;
}[keyof Facts];

/** Comparisons of some of these facts, each with the docstring of its fact. */
type Comparisons<Facts, Names extends keyof Facts> = {
  [Name in Names]?: Comparison<Extract<Facts[Name], Scalar>> | undefined;
};

/** Comparisons of signals. */
export type SignalComparisons = Comparisons<Signals, SingleValued<Signals>>;

/** The paths to every single value below a fact. An open fact, such as tags, has no known paths; neither do labels. */
type PathsInto<Fact, Path extends string> = {
  [Field in keyof Fact & string]-?: NonNullable<Fact[Field]> extends Scalar
    ? `${Path}.${Field}`
    : NonNullable<Fact[Field]> extends readonly unknown[]
      ? never
      : string extends keyof NonNullable<Fact[Field]>
        ? never
        : PathsInto<NonNullable<Fact[Field]>, `${Path}.${Field}`>;
}[keyof Fact & string];

/** The value at the end of a path. */
type ValueAt<Fact, Path> = Path extends keyof Fact
  ? Extract<Fact[Path], Scalar>
  : Path extends `${infer Field}.${infer Rest}`
    ? Field extends keyof Fact
      ? ValueAt<NonNullable<Fact[Field]>, Rest>
      : never
    : never;

/** Comparisons of the event's fields, by their path; fields that are also signals go by the signal's name. */
export type EventComparisons = {
  [Path in Exclude<PathsInto<FingerprintEvent, 'event'>, `event.${keyof Signals}`>]?:
    | Comparison<ValueAt<{ event: FingerprintEvent }, Path>>
    | undefined;
};
