/** A request that the API received. */
export interface LoggedRequest {
  /** The HTTP method. */
  readonly method: string;
  /** Path and query exactly as received. */
  readonly path: string;
  /** 0 until it is answered, and permanently if the connection broke first. */
  readonly status: number;
  /** The time of its arrival, in Unix milliseconds. */
  readonly at: number;
}

/** The maximum number of requests; beyond it, the oldest are forgotten. */
const MAX_ENTRIES = 100_000;

/** The requests to the API, oldest first. */
export class RequestLog {
  #entries: { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] }[] = [];

  /** Records a request as it arrives; the returned function records its status. */
  note(method: string, path: string, at: number): (status: number) => void {
    const entry = { method, path, status: 0, at };
    this.#entries.push(entry);
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
    return (status) => {
      entry.status = status;
    };
  }

  /** Returns a copy of every entry. */
  entries(): LoggedRequest[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  clear(): void {
    this.#entries = [];
  }
}
