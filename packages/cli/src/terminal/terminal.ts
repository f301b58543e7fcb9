/** A stream to write to, such as `process.stdout`. */
export interface OutputStream {
  /** Writes text; the returned value is ignored. */
  write(text: string): unknown;
  /** True for a terminal: only terminals get colours and progress. */
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

/** The width of an output that is not a terminal, in characters. */
const DEFAULT_COLUMNS = 100;

/**
 * The output of a command: results go to one stream, errors and progress to another, colours only to terminals that
 * show them.
 */
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

  /** The stream of the progress bar; undefined if it is not a terminal. */
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

  /** Writes lines that are not results. */
  warn(text: string): void {
    this.#stderr.write(`${text}\n`);
  }

  /** Colours a part of the results. */
  paint(color: Color, text: string): string {
    return colored(this.#stdout, color, text);
  }

  /** Colours a part of a message for {@link warn}. */
  paintWarning(color: Color, text: string): string {
    return colored(this.#stderr, color, text);
  }
}

function colored(stream: OutputStream, color: Color, text: string): string {
  if (!stream.isTTY || !stream.hasColors?.()) return text;
  const [on, off] = CODES[color];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
