import { type AbortingDeadline, DeadlineExceeded } from '../lib/deadline.js';
import { FingerprintError, type FingerprintErrorCode, isFingerprintError } from '../lib/errors.js';
import { isDoubtful, isOwnWord, overBudget, overloaded } from '../server-api/api-error.js';
import type { GetEvent } from '../server-api/client.js';
import type { ApiGate } from './api-gate.js';
import type { BoundedLookup } from './lookup.js';

export interface BlameParts {
  /** Asks the API once. */
  getEvent: GetEvent;
  gate: ApiGate;
}

/**
 * Distinguishes an answer about one id from one about the service. If an answer need not have come from the API, the id
 * is to blame if the API answers for other ids meanwhile, and once more does not for this one: the id then counts as
 * unknown. The client chose it, and must not use it to cause what lets requests pass.
 */
export function blameIds(lookup: BoundedLookup, parts: BlameParts): BoundedLookup {
  const api = new OwnWords(parts);
  return async (id, request, deadline) => {
    const { heard } = api;
    try {
      const result = await lookup(id, request, deadline);
      api.hear();
      return result;
    } catch (error) {
      if (!isFingerprintError(error)) throw error;
      if (isOwnWord(error)) api.hear();
      if (!isDoubtful(error)) throw error;
      if (api.heard === heard && !(await api.answersOthers(deadline))) throw error;
    }
    return lookup(id, request, deadline).catch((error: unknown) => {
      if (!isFingerprintError(error) || !isDoubtful(error)) throw error;
      request.client?.unknown();
      throw oddId(error);
    });
  };
}

/** How often the API was heard to speak for itself. */
export class OwnWords {
  readonly #parts: BlameParts;
  #heard = 0;

  constructor(parts: BlameParts) {
    this.#parts = parts;
  }

  get heard(): number {
    return this.#heard;
  }

  hear(): void {
    this.#heard++;
  }

  /**
   * Asks for an id that nobody has and nothing can object to; resolves to whether the API answers that itself.
   * @throws FingerprintError `ERR_FP_BUDGET`, `ERR_FP_OVERLOADED` or `ERR_FP_RATE_LIMITED` if that cannot be
   * determined, which a flood can cause.
   */
  async answersOthers(deadline: AbortingDeadline): Promise<boolean> {
    const { getEvent, gate } = this.#parts;
    const { signal } = deadline;
    try {
      await gate.takeTurn(0, signal);
      await gate.call(
        () => getEvent(inventedId(), signal),
        (error) => ownDoing(error, deadline),
      );
    } catch (error) {
      if (!isFingerprintError(error)) throw error;
      if (!isOwnWord(error)) {
        if (FLOODED.has(error.code)) throw error;
        return false;
      }
    }
    this.hear();
    return true;
  }
}

const FLOODED = new Set<FingerprintErrorCode>(['ERR_FP_BUDGET', 'ERR_FP_OVERLOADED', 'ERR_FP_RATE_LIMITED']);

/** The rest of an odd id's deadline is no measure of the API. */
function ownDoing(error: unknown, deadline: AbortingDeadline): unknown {
  if (error instanceof DeadlineExceeded)
    return error.heldUp ? overloaded(error) : overBudget(undefined, error);
  return deadline.excuses(error) ? overloaded(error) : error;
}

/** The number of letters and digits in ids of events and of visitors. */
const inventedId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 20);

function oddId(cause: FingerprintError): FingerprintError {
  const { status, apiCode } = cause;
  return new FingerprintError(
    'ERR_FP_EVENT_NOT_FOUND',
    'something other than the Server API answers for this id, while the API answers for others',
    { status, apiCode, cause },
  );
}
