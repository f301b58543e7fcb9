import { Option } from 'commander';

/** The option of every command with a machine-readable result. */
export const jsonOption = (): Option => new Option('--json', 'print the result as JSON');
