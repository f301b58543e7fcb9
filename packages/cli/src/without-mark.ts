/** The byte order mark that some editors put at the start of a file. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** Removes the byte order mark, which `JSON.parse` rejects. */
export const withoutMark = (text: string): string =>
  text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
