/**
 * Returns true for a guard's answer to a request that may come again with another event. An answer that does not end within
 * `timeoutMs` is none.
 */
export async function asksForNewEvent(response: Response, timeoutMs: number): Promise<boolean> {
  if (response.ok || !/json/.test(response.headers.get('content-type') ?? '')) return false;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  try {
    const body = response.clone().body?.pipeThrough(new TransformStream(), controller);
    return (await new Response(body).json()).retry === 'new-event';
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
