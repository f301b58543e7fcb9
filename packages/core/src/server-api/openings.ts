import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { buildConnector } from 'undici';
import { createSharedLookup } from './shared-lookup.js';

/** A connection that has been opening for this long is no longer expected: another attempt may succeed. In ms. */
const EXPECTED_MS = 1000;

/** An attempt is given up after this time, which is enough for two lost packets: it keeps the process alive. In ms. */
const GIVE_UP_MS = 4000;

interface Opening {
  readonly since: number;
  socket?: Socket;
}

type OnEnd = (error: Error | null, opened?: Socket | null) => void;

/** The attempts to open a connection to one origin. */
export class Openings {
  readonly #url: URL;
  readonly #underWay = new Set<Opening>();
  #connector: buildConnector.connector | undefined;

  constructor(url: URL) {
    this.#url = url;
  }

  /** The number of attempts, including those that hang. */
  get size(): number {
    return this.#underWay.size;
  }

  /** The number of connections that are expected soon. */
  get expected(): number {
    const since = performance.now() - EXPECTED_MS;
    let count = 0;
    for (const opening of this.#underWay) if (opening.since > since) count++;
    return count;
  }

  /** @param onEnd Called once the connection is open, or cannot be opened. */
  start(onEnd: OnEnd): void {
    const opening: Opening = { since: performance.now() };
    this.#underWay.add(opening);
    const end: OnEnd = (error, opened) => {
      this.#underWay.delete(opening);
      onEnd(error, opened);
    };
    const { host, hostname, port, protocol } = this.#url;
    try {
      this.#connector ??= createConnector(protocol);
      const socket: unknown = this.#connector(
        { host, hostname: hostname.replace(/^\[(.*)\]$/, '$1'), port, protocol },
        end,
      );
      // The time limit of a request keeps the process alive for as long as anybody waits.
      opening.socket = (socket as Socket).unref();
    } catch (error) {
      // Invalid TLS settings of the process, such as its ciphers, make this throw.
      queueMicrotask(() => end(error as Error));
    }
  }

  /** Ends all attempts: none of them calls `onEnd` any longer. */
  cancel(): void {
    for (const { socket } of this.#underWay) socket?.destroy();
    this.#underWay.clear();
  }
}

/**
 * Builds the function that opens connections: over TLS they all share one context, which takes longer to create than
 * the rest, and resume the latest session.
 */
function createConnector(protocol: string): buildConnector.connector {
  const secureContext = protocol === 'https:' ? { secureContext: createSecureContext() } : {};
  const connect = buildConnector({ lookup: createSharedLookup(), timeout: GIVE_UP_MS, ...secureContext });
  const latest: { session?: Buffer } = {};
  return (options, callback) => {
    const socket: unknown = connect(options, callback);
    // undici finds the session again only as long as something else holds it.
    return (socket as Socket).on('session', (session: Buffer) => {
      latest.session = session;
    });
  };
}
