/** The details that a browser or an app reveals about itself and its device. */
export interface Browser {
  readonly userAgent: string;
  /** `navigator.platform`. */
  readonly platform: string;
  readonly language: string;
  /** IANA name; by default, the time zone of the visitor's place. */
  readonly timezone?: string;
  /** Width and height in CSS pixels. */
  readonly screen: readonly [number, number];
  readonly cores: number;
  readonly gpu: string;
}

/** The everyday browser of an honest visitor. */
export const CHROME: Browser = {
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  platform: 'Win32',
  language: 'de-DE',
  screen: [1920, 1080],
  cores: 8,
  gpu: 'ANGLE (Intel, Intel(R) Iris(R) Xe Graphics (0x000046A6) Direct3D11 vs_5_0 ps_5_0, D3D11)',
};

export const HEADLESS_CHROME: Browser = {
  userAgent:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36',
  platform: 'Linux x86_64',
  language: 'en-US',
  screen: [800, 600],
  cores: 2,
  gpu: 'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
};

export const SEARCH_CRAWLER: Browser = {
  ...HEADLESS_CHROME,
  userAgent:
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/140.0.7339.185 Safari/537.36',
  screen: [1024, 1024],
};

/** Safari, the browser of iCloud Private Relay. */
export const SAFARI: Browser = {
  userAgent:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  platform: 'MacIntel',
  language: 'de-DE',
  screen: [1512, 982],
  cores: 8,
  gpu: 'Apple GPU',
};

export const TOR_BROWSER: Browser = {
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  platform: 'Win32',
  language: 'en-US',
  screen: [1400, 900],
  cores: 2,
  gpu: 'Mozilla',
};

/** An Android phone; an app on it, not a browser. */
export const ANDROID_PHONE: Browser = {
  userAgent: 'Dalvik/2.1.0 (Linux; U; Android 14; Pixel 7 Build/AP2A.240805.005)',
  platform: 'Linux aarch64',
  language: 'de-DE',
  screen: [1080, 2400],
  cores: 8,
  gpu: 'Mali-G710',
};
