import { fileURLToPath } from 'node:url';

/** The sources that VitePress builds the site from, and the folder of the built site. */
export const pages = fileURLToPath(new URL('.build/pages', import.meta.url));
export const site = fileURLToPath(new URL('.build/site', import.meta.url));

/** The path of the site on its server. */
export const base = process.env.SITE_BASE ?? '/';

/** The start of the API reference, which typedoc writes into the pages. */
export const reference = '/api/';
