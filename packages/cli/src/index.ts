export { type CommandLineOptions, runCommandLine } from './command-line.js';
export type { OutputStream } from './terminal/terminal.js';
