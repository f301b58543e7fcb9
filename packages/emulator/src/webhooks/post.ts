import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/**
 * Posts a body on its own connection and resolves to the status of the answer; redirects are not followed.
 * Rejects if there is no answer, or if the signal aborts.
 */
export function post(
  url: string,
  body: string,
  { headers, signal }: { readonly headers: Record<string, string>; readonly signal: AbortSignal },
): Promise<number> {
  const request = url.toLowerCase().startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const posting = request(url, { method: 'POST', agent: false, headers, signal }, (response) => {
      response.on('error', reject);
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    posting.on('error', reject);
    posting.end(body);
  });
}
