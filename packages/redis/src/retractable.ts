/**
 * Creates an argument that invalidates its command when the signal aborts. Clients queue a command to send or resend
 * it, and offer no way to remove it; but they keep a reference to its bytes. Redis rejects a command with an invalid
 * argument, and does nothing. A command that has left this process is out of reach.
 */
export function retractable(argument: string, signal: AbortSignal): Buffer {
  const bytes = Buffer.from(argument);
  signal.addEventListener('abort', () => void bytes.fill('-'), { once: true });
  return bytes;
}
