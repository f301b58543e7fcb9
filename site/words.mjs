/** The words of a text, as the search finds them: a code such as `ERR_FP_TIMEOUT` is one, and so are its parts. */
export function wordsOf(text) {
  const words = text.split(/[^\p{L}\p{N}_]+/u).filter(Boolean);
  return words.flatMap((word) => (word.includes('_') ? [word, ...word.split('_').filter(Boolean)] : [word]));
}

/** How much a page counts in a search: of two with the same words, the document comes before the API reference. */
export function weightOf(page) {
  return page.includes('/api/') ? 0.5 : 1;
}
