/** The region of a name in an environment, in any case; other tools call the global one `us`. */
export function regionNamed(name: string): string {
  const region = name.toLowerCase();
  return region === 'us' ? 'global' : region;
}
