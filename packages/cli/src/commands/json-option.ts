import { Option } from 'commander';

/** The option of every command whose result a machine may want to read. */
export const jsonOption = (): Option => new Option('--json', 'print the result as JSON');
