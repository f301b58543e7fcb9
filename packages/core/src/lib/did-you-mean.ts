import { closest, distance } from 'fastest-levenshtein';

/** Suggests the known name nearest to a mistyped one, as the end of a message; an empty string if none is near. */
export function didYouMean(given: unknown, known: readonly string[]): string {
  if (typeof given !== 'string' || known.length === 0) return '';
  const nearest = closest(given, known);
  const near = 0.4 * Math.max(given.length, nearest.length);
  return distance(given, nearest) <= near ? `; did you mean ${nearest}?` : '';
}

/** Does the same for a few known names: if none is near, it lists all of them. */
export function didYouMeanOneOf(given: string, known: readonly string[]): string {
  return didYouMean(given, known) || `; known: ${known.join(', ')}`;
}
