export { type CommandLineOptions, runCommandLine } from './command-line.js';
export type { InputStream } from './standard-input.js';
export type { OutputStream } from './terminal/terminal.js';
