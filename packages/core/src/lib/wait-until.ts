/** Keeps a runtime from ending what it answered a request with before this is done. What it is given never rejects. */
export type WaitUntil = (done: Promise<void>) => void;
