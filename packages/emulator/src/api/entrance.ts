import type { EmulatorState } from '../emulator-state.js';
import type { Answer } from '../http/answer.js';
import type { ApiErrors } from './errors.js';
import { regionOfHost } from './region.js';
import type { ApiCall, ApiRoute } from './route.js';
import { sameKey } from './secret-key.js';

/** Guards a generation's routes: its key first, then the region, then the rate. */
export function behind(
  keyOf: (call: ApiCall) => string | undefined,
  routes: readonly ApiRoute[],
): readonly ApiRoute[] {
  return routes.map((route) => ({
    ...route,
    answer: (call, state) => refusal(keyOf(call), call, state, route.errors) ?? route.answer(call, state),
  }));
}

function refusal(
  key: string | undefined,
  { headers }: ApiCall,
  { settings, limiter }: EmulatorState,
  errors: ApiErrors,
): Answer | undefined {
  if (key === undefined) return errors.of('secret_api_key_required');
  if (!sameKey(key, settings.secretApiKey)) return errors.of('secret_api_key_not_found');
  const region = regionOfHost(headers.host);
  if (region !== undefined && region !== settings.region) return errors.of('wrong_region');
  if (limiter.take()) return undefined;
  const wait = errors.tellsRetryAfter ? { 'retry-after': String(limiter.secondsToWait()) } : undefined;
  return errors.of('too_many_requests', undefined, wait);
}
