export { type CommandLineOptions, runCommandLine } from './command-line.js';
export type { InputStream } from './context.js';
export type { OutputStream } from './terminal/terminal.js';
