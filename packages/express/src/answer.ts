import type { ProblemWithStatus, WebhookAnswer } from '@fingerprint-guard/core';
import type { Response } from 'express';

/** Answers without Express's own `send`, which would add a character set to the media type. */
export function answer(res: Response, { status, headers, body }: ProblemWithStatus | WebhookAnswer): void {
  res.statusCode = status;
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.end(body && JSON.stringify(body));
}
