/**
 * Makes an argument that spoils its command when the signal aborts. Clients keep a command to send it, or to send it
 * once more, and offer no way to take it back; but they keep its bytes, too. Redis refuses a command with a spoilt
 * argument, and does nothing. A command that has left this process is out of reach.
 */
export function retractable(argument: string, signal: AbortSignal): Buffer {
  const bytes = Buffer.from(argument);
  signal.addEventListener('abort', () => void bytes.fill('-'), { once: true });
  return bytes;
}
