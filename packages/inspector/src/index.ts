export { createInspector, type Inspector } from './inspector.js';
export type { Connection } from './on-fetch.js';
export type { Authorize, InspectorOptions } from './options.js';
