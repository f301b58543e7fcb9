/** Gathers every mistake of a configuration, each with the path it stands at. */
export class Mistakes {
  readonly lines: string[] = [];

  add(path: string, text: string): void {
    this.lines.push(path === '' ? text : `${path}: ${text}`);
  }
}

/** A path one step deeper. */
export const at = (path: string, step: string): string => (path === '' ? step : `${path}.${step}`);
