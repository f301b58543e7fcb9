/** What a check printed, and whether it passed, by its title. */
export type Check = [title: string, check: () => { passed: boolean; output: string }];

export function runChecks(checks: Check[], wanted: string[], print?: (text: string) => void): number;
