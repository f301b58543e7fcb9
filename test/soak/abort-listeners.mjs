import { getEventListeners } from 'node:events';

/**
 * Watches every signal of this process that something listens to.
 * The function it returns counts the listeners that are still there, and starts over.
 */
export function watchAbortListeners() {
  const signals = new Set();
  const { addEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (...args) {
    if (this instanceof AbortSignal) signals.add(this);
    return addEventListener.apply(this, args);
  };
  return () => {
    let left = 0;
    for (const signal of signals) left += getEventListeners(signal, 'abort').length;
    const watched = signals.size;
    signals.clear();
    return { watched, left };
  };
}
