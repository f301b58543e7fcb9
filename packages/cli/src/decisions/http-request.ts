import { UsageError } from '../usage-error.js';

/** The limits of a request. */
export interface HttpOptions {
  /** The time for which a server may send nothing, ms. */
  readonly httpSilenceMs: number;
  /** Ends the request. */
  readonly signal: AbortSignal;
}

/** One request for a file. Its errors name the file, and never the query or the password of the URL. */
export class HttpRequest {
  readonly #name: string;
  readonly #url: URL;
  readonly #silenceMs: number;
  readonly #silence = new AbortController();
  readonly #signal: AbortSignal;
  #response: Response | undefined;
  #received = 0;

  constructor(name: string, url: string, { httpSilenceMs, signal }: HttpOptions) {
    this.#name = name;
    this.#url = new URL(url);
    this.#silenceMs = httpSilenceMs;
    this.#signal = AbortSignal.any([signal, this.#silence.signal]);
  }

  /** The share that was received, 0..1; undefined if it is unknown. */
  get share(): number | undefined {
    const { headers } = this.#response ?? {};
    // The length is that of what was compressed for the way.
    const length = headers?.has('content-encoding') ? 0 : Number(headers?.get('content-length') ?? 0);
    return length > 0 ? Math.min(1, this.#received / length) : undefined;
  }

  /**
   * Receives the file.
   * @throws UsageError unless all of it arrives.
   */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const { username, password } = this.#url;
    const headers = username || password ? { authorization: basic(username, password) } : {};
    const url = new URL(this.#url);
    [url.username, url.password] = ['', ''];
    const response = await this.#waitFor(
      () => fetch(url, { headers, signal: this.#signal }),
      'cannot be reached',
    );
    this.#response = response;
    try {
      if (response.status !== 200)
        throw new UsageError(`${this.#name}: the server answered ${response.status}, not 200`);
      const reader = (response.body as NonNullable<Response['body']>).getReader();
      for (;;) {
        const { value, done } = await this.#waitFor(() => reader.read(), 'broke off');
        if (done) return;
        this.#received += value.length;
        yield value;
      }
    } finally {
      // A file that is not read to its end is not downloaded to its end.
      this.#silence.abort();
    }
  }

  async #waitFor<Result>(step: () => Promise<Result>, failure: string): Promise<Result> {
    const timer = setTimeout(() => this.#silence.abort(), this.#silenceMs);
    try {
      return await step();
    } catch (cause) {
      const reason = this.#silence.signal.aborted
        ? `nothing was received for ${this.#silenceMs / 1000} s`
        : reasonOf(cause as Error);
      throw new UsageError(`${this.#name}: ${failure}: ${reason}`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}

const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`;

/** A `%` that encodes nothing stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The code of a failed connection, or what happened to it; the message of `fetch` itself says neither. */
function reasonOf({ message, cause }: Error): string {
  const { code, message: inner } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? inner ?? message;
}
