/** What an operating system says when this process has no more sockets, ports or memory to ask anyone with. */
const SHORTAGES: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL']);

/**
 * True for an error that comes of a shortage in this process: nobody was asked, so it says nothing of who was to be asked,
 * and clients can bring it about with open connections alone. Causes and gathered errors count.
 */
export function isLocalShortage(error: unknown): boolean {
  if (error === null || typeof error !== 'object') return false;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  return (
    SHORTAGES.has(code) || isLocalShortage(cause) || (Array.isArray(errors) && errors.some(isLocalShortage))
  );
}
