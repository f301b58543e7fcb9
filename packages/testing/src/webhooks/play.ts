import type { WebhookScene, WebhookSceneSpec } from './scene.js';

/** Opens a scene; it ends with the test. */
type OpenWebhook = (spec?: WebhookSceneSpec) => Promise<WebhookScene>;

/** Declares one test. */
export type PlayWebhook = (name: string, body: (open: OpenWebhook) => Promise<void>) => void;
