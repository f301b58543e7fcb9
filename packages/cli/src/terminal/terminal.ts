import { randomUUID } from 'node:crypto';
import { printableJson, printableLines } from '../text/words.js';

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
 * show them. No text that it is given controls the terminal.
 */
export class Terminal {
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  /** A placeholder for the start of a colour code until the text is written; random, so that no text contains it. */
  readonly #mark = `{${randomUUID()}:`;

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
    this.#stdout.write(`${this.#safe(text)}\n`);
  }

  /** Writes a result for machines. */
  printJson(value: unknown): void {
    this.#stdout.write(`${printableJson(JSON.stringify(value, null, 2))}\n`);
  }

  /** Writes lines that are not results. */
  warn(text: string): void {
    this.#stderr.write(`${this.#safe(text)}\n`);
  }

  /** Colours a part of the results. */
  paint(color: Color, text: string): string {
    return this.#colored(this.#stdout, color, text);
  }

  /** Colours a part of a message for {@link warn}. */
  paintWarning(color: Color, text: string): string {
    return this.#colored(this.#stderr, color, text);
  }

  #colored(stream: OutputStream, color: Color, text: string): string {
    if (!stream.isTTY || !stream.hasColors?.()) return text;
    const [on, off] = CODES[color];
    return `${this.#mark}${on}m${text}${this.#mark}${off}m`;
  }

  #safe(text: string): string {
    return printableLines(text).replaceAll(this.#mark, '\u001b[');
  }
}
