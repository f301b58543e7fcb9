import { Agent, request } from 'node:http';

/** Switches the faults of an emulator; its connections end with `close`. */
export function createControl(baseUrl) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (method, body) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const sent = request(`${baseUrl}/__emulator/faults`, { method, agent, headers }, (answer) => {
        answer.resume().on('end', resolve);
        if (answer.statusCode >= 300) reject(new Error(`the emulator answers ${answer.statusCode}`));
      });
      sent.on('error', reject).end(body);
    });
  return {
    setFault: (fault) => (fault ? send('PUT', JSON.stringify(fault)) : send('DELETE')),
    close: () => agent.destroy(),
  };
}
