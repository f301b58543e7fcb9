import type { BodyUse, EventReferenceReader } from '../request/event-reference.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import type { Pipeline } from './pipeline.js';

interface WithBodyParts {
  use: BodyUse;
  readReference: EventReferenceReader;
  /** There are keys of sealed results: beside an id there may be one in the body. */
  opensSealed: boolean;
}

/** Builds the step that has the body read, if it may hold what names the event and nothing else does. */
export function createWithBody({ use, readReference, opensSealed }: WithBodyParts): Pipeline['withBody'] {
  const isNamed = async (request: IncomingRequest) => {
    // Asked of places alone: a function may read the body, so it is read for one.
    const { kind } = await readReference(request);
    return kind === 'sealed' || kind === 'malformed' || (kind === 'id' && !opensSealed);
  };
  return async (request, readBody) => {
    if (use === 'never' || (use === 'unless-named' && (await isNamed(request)))) return request;
    return { ...request, body: await readBody() };
  };
}
