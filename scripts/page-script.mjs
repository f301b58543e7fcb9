/** How the page's helper becomes a classic script: the options of esbuild. */
export const pageScript = {
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'FingerprintGuardBrowser',
  target: 'es2020',
};
