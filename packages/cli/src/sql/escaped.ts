const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Quotes a string for the dialects with backslash escapes. */
export const escaped = (text: string): string =>
  `'${text.replace(/[\\'\n\r\t]/g, (sign) => ESCAPES[sign] ?? sign)}'`;
