/** The options of esbuild that turn the page's helper into a classic script. */
export const pageScript = {
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'FingerprintGuardBrowser',
  target: 'es2020',
};
