/** The byte order mark that some editors put before a text. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** A text without its byte order mark, which `JSON.parse` refuses. */
export const withoutMark = (text: string): string =>
  text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
