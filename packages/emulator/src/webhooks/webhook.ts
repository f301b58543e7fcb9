import { EmulatorError } from '../emulator-error.js';
import { isObject } from '../json.js';

/** The destination of new events, and their form. */
export interface Webhook {
  /** `http:` or `https:`, without user and password. */
  readonly url: string;
  /** The secret that signs deliveries. */
  readonly secret: string;
  /** The generation whose form of the event is sent. @defaultValue `'v4'` */
  readonly apiVersion?: 'v4' | 'v3';
}

const KNOWN = ['url', 'secret', 'apiVersion'];

/**
 * Checks a value that should be a webhook, and copies it.
 * @throws EmulatorError that names the wrong field, and never contains the secret.
 */
export function parseWebhook(value: unknown): Required<Webhook> {
  if (!isObject(value)) throw new EmulatorError('a webhook must be an object with url and secret');
  for (const name of Object.keys(value)) {
    if (!KNOWN.includes(name)) {
      throw new EmulatorError(`a webhook has no ${name}; it has ${KNOWN.join(', ')}`);
    }
  }
  const { url, secret, apiVersion = 'v4' } = value;
  if (typeof url !== 'string' || !isWebUrl(url)) {
    throw new EmulatorError('url of a webhook must be an http or https URL without user and password');
  }
  if (typeof secret !== 'string' || secret === '') {
    throw new EmulatorError('secret of a webhook must be a non-empty string');
  }
  if (apiVersion !== 'v4' && apiVersion !== 'v3') {
    throw new EmulatorError('apiVersion of a webhook must be v4 or v3');
  }
  return { url, secret, apiVersion };
}

function isWebUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}
