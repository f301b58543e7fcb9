import type { BodyUse, EventReferenceReader } from '../request/event-reference.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import type { Pipeline } from './pipeline.js';

interface WithBodyParts {
  use: BodyUse;
  readReference: EventReferenceReader;
  /** There are keys for sealed results, so a request with an ID may still have a sealed result in its body. */
  opensSealed: boolean;
}

/** Builds the step that reads the body, if it may contain the reference to the event and nothing else does. */
export function createWithBody({ use, readReference, opensSealed }: WithBodyParts): Pipeline['withBody'] {
  const isNamed = async (request: IncomingRequest) => {
    // Only fixed places are tried: a function may read the body, so for a function it is always read.
    const { kind } = await readReference(request);
    return kind === 'sealed' || kind === 'malformed' || (kind === 'id' && !opensSealed);
  };
  return async (request, readBody) => {
    if (use === 'never' || (use === 'unless-named' && (await isNamed(request)))) return request;
    return { ...request, body: await readBody() };
  };
}
