/** The vendor's reading of a user agent header; unknown parts are `Other` or an empty string. */
export interface UserAgentFacts {
  readonly browser: string;
  readonly version: string;
  readonly os: string;
  readonly osVersion: string;
  readonly device: string;
}

// The order matters: Edge and Opera also say Chrome, and Chrome also says Safari.
const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ['Edge', /Edg(?:e|A|iOS)?\/([\d.]+)/],
  ['Opera', /OPR\/([\d.]+)/],
  ['Samsung Internet', /SamsungBrowser\/([\d.]+)/],
  ['Headless Chrome', /HeadlessChrome\/([\d.]+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/([\d.]+)/],
  ['Chrome', /(?:Chrome|CriOS)\/([\d.]+)/],
  ['Safari', /Version\/([\d.]+).*Safari\//],
];

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ['iOS', /(?:iPhone|CPU) OS ([\d_]+)/],
  ['Android', /Android ([\d.]+)/],
  ['Windows', /Windows NT ([\d.]+)/],
  ['Mac OS X', /Mac OS X ([\d_]+)/],
  ['Linux', /Linux()/],
];

/** Reads browser, system and device from a user agent header. */
export function readUserAgent(userAgent: string): UserAgentFacts {
  const [browser, version] = firstMatch(BROWSERS, userAgent);
  const [os, rawVersion] = firstMatch(SYSTEMS, userAgent);
  const osVersion = os === 'Windows' ? rawVersion.replace(/\.0$/, '') : rawVersion.replaceAll('_', '.');
  return { browser, version, os, osVersion, device: deviceOf(userAgent) };
}

function firstMatch(table: typeof BROWSERS, text: string): [name: string, version: string] {
  for (const [name, pattern] of table) {
    const match = pattern.exec(text);
    if (match) return [name, match[1] ?? ''];
  }
  return ['Other', ''];
}

function deviceOf(userAgent: string): string {
  const model = /Android [\d.]+; ([^;)]+?)(?: Build\/[^;)]*)?[;)]/.exec(userAgent)?.[1];
  return model ?? /iPhone|iPad/.exec(userAgent)?.[0] ?? 'Other';
}
