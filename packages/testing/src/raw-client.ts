import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One connection, with access to both ends. */
export interface RawConnection {
  client: Socket;
  /** Resolves when the server has seen that the connection is over. */
  closedAtServer: Promise<void>;
}

const CHANNEL = 'net.server.socket';

/** Connects to a server of this process. */
export async function connectTo(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  let accept: (message: unknown) => void = () => {};
  const accepted = new Promise<Socket>((resolve) => {
    accept = (message) => {
      const { socket } = message as { socket: Socket };
      if (socket.localPort === Number(port)) resolve(socket);
    };
  });
  subscribe(CHANNEL, accept);
  const client = connect(Number(port), hostname);
  // Ignored: the test checks whether the server resets or ends the connection.
  client.on('error', () => {});
  const server = accepted.finally(() => unsubscribe(CHANNEL, accept));
  const closedAtServer = server.then(
    (socket) =>
      new Promise<void>((resolve) => {
        if (socket.closed) resolve();
        else socket.on('close', () => resolve());
      }),
  );
  await once(client, 'connect');
  return { client, closedAtServer };
}

/** Formats a request without a body, as it goes over the wire. */
export function requestText(path: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ host: 'shop.example', 'content-length': '0', ...headers });
  return [`POST ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}
