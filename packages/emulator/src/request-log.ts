/** A request the API got. */
export interface LoggedRequest {
  /** The HTTP method. */
  readonly method: string;
  /** Path and query exactly as received. */
  readonly path: string;
  /** 0 while it is not answered, and for good when the connection broke first. */
  readonly status: number;
  /** When it came, in Unix milliseconds. */
  readonly at: number;
}

/** How many requests are kept; of more, the oldest are forgotten. */
const MAX_ENTRIES = 100_000;

/** What was asked of the API, oldest first. */
export class RequestLog {
  #entries: { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] }[] = [];

  /** Notes a request as it comes; the function returned notes its status. */
  note(method: string, path: string, at: number): (status: number) => void {
    const entry = { method, path, status: 0, at };
    this.#entries.push(entry);
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
    return (status) => {
      entry.status = status;
    };
  }

  /** A copy of every entry. */
  entries(): LoggedRequest[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  clear(): void {
    this.#entries = [];
  }
}
