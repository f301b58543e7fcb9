import type { Warn } from '../lib/warnings.js';
import { type ClientIpOption, createClientIpReader } from '../request/client-ip.js';
import type { Pipeline } from './pipeline.js';

/**
 * Builds the step that reads the client's address. If a function of the application throws on a request, its address is
 * unknown.
 * @throws FingerprintError `ERR_FP_OPTION` if the option has another form or contains an invalid network.
 */
export function createReadClientIp(
  clientIp: ClientIpOption | undefined,
  warn: Warn,
): Pipeline['readClientIp'] {
  const read = createClientIpReader(clientIp);
  return ({ request, context }) => {
    try {
      return read(request, context);
    } catch (error) {
      warn('clientIp', 'the clientIp function throws; the address of those requests is unknown', error);
      return undefined;
    }
  };
}
