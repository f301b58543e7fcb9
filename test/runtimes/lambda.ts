import { Writable } from 'node:stream';

type Handler = (event: unknown, stream: Writable, context: unknown) => Promise<void>;

/** What a function wrote to its stream. */
interface Written {
  statusCode: number;
  body: string;
}

/** Writes an answer of a function, whose status comes before its body. */
class AnswerStream extends Writable {
  statusCode = 0;
  #body = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#body += chunk;
    done();
  }

  written(): Promise<Written> {
    return new Promise((resolve) => {
      this.once('finish', () => resolve({ statusCode: this.statusCode, body: this.#body }));
    });
  }
}

/** Puts in place what AWS Lambda has for functions that stream their answers. */
export function startLambda(): void {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: Handler) => async (event: unknown, context: unknown) => {
        const stream = new AnswerStream();
        const [written] = await Promise.all([stream.written(), handler(event, stream, context)]);
        return written;
      },
      HttpResponseStream: {
        from: (stream: AnswerStream, { statusCode }: Written) => Object.assign(stream, { statusCode }),
      },
    },
  });
}
