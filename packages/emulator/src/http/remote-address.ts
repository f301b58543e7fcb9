import type { IncomingMessage } from 'node:http';
import { parseAddress } from '../events/address.js';

/** The address that a request comes from; no field once its connection is gone. */
export function remoteAddress({ socket }: IncomingMessage): { readonly address?: string } {
  const address = parseAddress(socket.remoteAddress ?? '')?.text;
  return address === undefined ? {} : { address };
}
