import { closest, distance } from 'fastest-levenshtein';

/** The known name nearest to a mistyped one, as the end of a message; nothing where none is near. */
export function didYouMean(given: unknown, known: readonly string[]): string {
  if (typeof given !== 'string' || known.length === 0) return '';
  const nearest = closest(given, known);
  const near = 0.4 * Math.max(given.length, nearest.length);
  return distance(given, nearest) <= near ? `; did you mean ${nearest}?` : '';
}

/** The same for a few known names: where none is near, all of them. */
export function didYouMeanOneOf(given: string, known: readonly string[]): string {
  return didYouMean(given, known) || `; known: ${known.join(', ')}`;
}
