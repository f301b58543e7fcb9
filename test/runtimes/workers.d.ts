// What is used of Workers' own types.

interface DurableObjectStorage {
  get<T>(key: string): Promise<T | undefined>;
  put(key: string, value: unknown): Promise<void>;
  setAlarm(atMs: number): Promise<void>;
  deleteAll(): Promise<void>;
}

interface KVNamespace {
  get(key: string): Promise<string | null>;
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>;
}

interface DurableObjectNamespace<T> {
  idFromName(name: string): object;
  get(id: object): T;
}

declare module 'cloudflare:workers' {
  export const env: { FINGERPRINT_SECRET_API_KEY: string; FINGERPRINT_BASE_URL?: string };
  export function waitUntil(done: Promise<unknown>): void;
  export class DurableObject {
    readonly ctx: { storage: DurableObjectStorage };
    alarm(): Promise<void>;
  }
}
