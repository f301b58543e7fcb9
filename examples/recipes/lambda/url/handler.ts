import { createFingerprintGuard } from '@fingerprint-guard/core';
import { checkRequest } from '@fingerprint-guard/web';
import type { APIGatewayProxyEventV2, APIGatewayProxyResult } from 'aws-lambda';

const guard = createFingerprintGuard({
  apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
  baseUrl: process.env.FINGERPRINT_BASE_URL, // an emulator's; unset, the real API
});

function toRequest(event: APIGatewayProxyEventV2): Request {
  const { rawPath, rawQueryString, cookies = [], body, isBase64Encoded, requestContext } = event;
  const headers = new Headers({ ...event.headers, cookie: cookies.join('; ') } as HeadersInit);
  const bytes = body === undefined ? null : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const init = { method: requestContext.http.method, headers, body: bytes && new Uint8Array(bytes) };
  return new Request(`https://lambda${rawPath}?${rawQueryString}`, init);
}

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyResult> {
  const request = toRequest(event);
  const ip = event.requestContext.http.sourceIp;
  const { decision, blocked } = await checkRequest(guard, request, { policy: 'strict', ip });
  if (blocked) return toResult(blocked);
  const { email } = await request.json();
  return toResult(Response.json({ email, visitorId: decision.signals.visitorId }));
}

const toResult = async (response: Response): Promise<APIGatewayProxyResult> => ({
  statusCode: response.status,
  headers: Object.fromEntries(response.headers),
  body: await response.text(),
});
