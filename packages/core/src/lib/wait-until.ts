/** Keeps a runtime from stopping a request's work before this promise settles. The promise never rejects. */
export type WaitUntil = (done: Promise<void>) => void;
