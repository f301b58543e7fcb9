/** What can be written to, such as `process.stdout`. */
export interface OutputStream {
  /** Takes text; whatever it returns is left alone. */
  write(text: string): unknown;
  /** True for a terminal: colours and progress are for those alone. */
  readonly isTTY?: boolean | undefined;
  /** The width of a terminal, in characters. */
  readonly columns?: number | undefined;
  /** True if the terminal shows colours and `NO_COLOR` does not forbid them. */
  hasColors?(): boolean;
}

/** The colours that commands use. */
export type Color = 'red' | 'green' | 'yellow' | 'blue' | 'dim' | 'bold';

const CODES: Record<Color, readonly [number, number]> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** The columns of an output that is no terminal. */
const DEFAULT_COLUMNS = 100;

/** Where a command writes: results to one stream, errors and progress to another, colours only where they show. */
export class Terminal {
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;

  constructor(stdout: OutputStream, stderr: OutputStream) {
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  /** The width of the results, in characters. */
  get columns(): number {
    return this.#stdout.columns ?? DEFAULT_COLUMNS;
  }

  /** The stream of the progress bar, if someone is watching. */
  get progressStream(): OutputStream | undefined {
    return this.#stderr.isTTY ? this.#stderr : undefined;
  }

  /** Writes lines of results. */
  print(text: string): void {
    this.#stdout.write(`${text}\n`);
  }

  /** Writes a result for machines. */
  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }

  /** Writes lines that are no result. */
  warn(text: string): void {
    this.#stderr.write(`${text}\n`);
  }

  /** Colours a part of the results. */
  paint(color: Color, text: string): string {
    return colored(this.#stdout, color, text);
  }

  /** Colours a part of what {@link warn} writes. */
  paintWarning(color: Color, text: string): string {
    return colored(this.#stderr, color, text);
  }
}

function colored(stream: OutputStream, color: Color, text: string): string {
  if (!stream.isTTY || !stream.hasColors?.()) return text;
  const [on, off] = CODES[color];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
