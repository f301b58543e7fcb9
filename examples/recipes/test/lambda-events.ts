import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, APIGatewayProxyResult } from 'aws-lambda';

/** What a client sends to a Lambda function, by whatever stands in front of it. */
export interface Sent {
  body: string;
  headers: Readonly<Record<string, string>>;
  sourceIp: string;
}

const DOMAIN = 'abc123.lambda-url.eu-central-1.on.aws';

/** The event of a function URL, which sends any body in base64 that it does not know to be text. */
export const functionUrlEvent = (
  { body, headers, sourceIp }: Sent,
  inBase64 = true,
): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: '/login',
  rawQueryString: '',
  cookies: ['theme=dark'],
  headers: {
    ...headers,
    'x-amzn-trace-id': 'Root=1-69270c5f-6a7c5f0d4d9c6e0f0a1b2c3d',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '443',
    host: DOMAIN,
  },
  requestContext: {
    accountId: 'anonymous',
    apiId: 'abc123',
    domainName: DOMAIN,
    domainPrefix: 'abc123',
    http: { method: 'POST', path: '/login', protocol: 'HTTP/1.1', sourceIp, userAgent: 'Mozilla/5.0' },
    requestId: 'e1506fd5-9e7b-434f-bd42-4f8fa224b599',
    routeKey: '$default',
    stage: '$default',
    time: '26/Nov/2026:08:00:00 +0000',
    timeEpoch: 1795680000000,
  },
  body: inBase64 ? btoa(body) : body,
  isBase64Encoded: inBase64,
});

/** The event of an HTTP API, which sends text as it is. */
export const httpApiEvent = (sent: Sent): APIGatewayProxyEventV2 => functionUrlEvent(sent, false);

/** The event of a REST API. */
export const restApiEvent = ({ body, headers, sourceIp }: Sent, inBase64 = false): APIGatewayProxyEvent => ({
  resource: '/login',
  path: '/login',
  httpMethod: 'POST',
  headers: { ...headers, Host: 'abc123.execute-api.eu-central-1.amazonaws.com' },
  multiValueHeaders: {
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    Host: ['abc123.execute-api.eu-central-1.amazonaws.com'],
  },
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  pathParameters: null,
  stageVariables: null,
  requestContext: {
    accountId: '123456789012',
    apiId: 'abc123',
    authorizer: null,
    httpMethod: 'POST',
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: null,
      apiKeyId: null,
      caller: null,
      clientCert: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp,
      user: null,
      userAgent: 'Mozilla/5.0',
      userArn: null,
    },
    path: '/prod/login',
    protocol: 'HTTP/1.1',
    requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    requestTimeEpoch: 1795680000000,
    resourceId: '123456',
    resourcePath: '/login',
    stage: 'prod',
  },
  body: inBase64 ? btoa(body) : body,
  isBase64Encoded: inBase64,
});

/** What the client is answered. */
export const answered = ({ statusCode, headers, body }: APIGatewayProxyResult): Response =>
  new Response(body, { status: statusCode, headers: headers as Record<string, string> });
