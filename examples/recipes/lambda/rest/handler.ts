import { createFingerprintGuard } from '@fingerprint-guard/core';
import { checkRequest } from '@fingerprint-guard/web';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

const guard = createFingerprintGuard({
  apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
  baseUrl: process.env.FINGERPRINT_BASE_URL, // an emulator's; unset, the real API
});

function toRequest(event: APIGatewayProxyEvent): Request {
  const { path, httpMethod: method, multiValueHeaders, multiValueQueryStringParameters, body } = event;
  const query = new URLSearchParams(pairs(multiValueQueryStringParameters));
  const bytes = body === null ? null : Buffer.from(body, event.isBase64Encoded ? 'base64' : 'utf8');
  const init = { method, headers: pairs(multiValueHeaders), body: bytes && new Uint8Array(bytes) };
  return new Request(`https://lambda${path}?${query}`, init);
}

const pairs = (values: Record<string, string[] | undefined> | null) =>
  Object.entries(values ?? {}).flatMap(([name, all = []]) => all.map((one): [string, string] => [name, one]));

export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const request = toRequest(event);
  const ip = event.requestContext.identity.sourceIp;
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
