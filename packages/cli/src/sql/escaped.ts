const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** A string as the dialects write it that know escapes. */
export const escaped = (text: string): string =>
  `'${text.replace(/[\\'\n\r\t]/g, (sign) => ESCAPES[sign] ?? sign)}'`;
