/** Splits a text into words for the search: a code such as `ERR_FP_TIMEOUT` is one, and so are its parts. */
export function wordsOf(text) {
  const words = text.split(/[^\p{L}\p{N}_]+/u).filter(Boolean);
  return words.flatMap((word) => (word.includes('_') ? [word, ...word.split('_').filter(Boolean)] : [word]));
}

/** The weight of a page in a search: of two pages with the same words, a document comes before the API reference. */
export function weightOf(page) {
  return page.includes('/api/') ? 0.5 : 1;
}
