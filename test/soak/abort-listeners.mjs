import { getEventListeners } from 'node:events';

/**
 * Watches every signal of this process that something listens to: those of the runtime, and those of the class that the
 * guard cancels its own work with.
 * The function it returns counts the listeners that are still there, and starts over.
 */
export function watchAbortListeners({ prototype }) {
  const left = new Map();
  const { addEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (...args) {
    if (this instanceof AbortSignal) left.set(this, () => getEventListeners(this, 'abort').length);
    return addEventListener.apply(this, args);
  };
  const own = { add: prototype.addEventListener, remove: prototype.removeEventListener };
  const listeners = new WeakMap();
  prototype.addEventListener = function (type, listener, options) {
    const held = listeners.get(this) ?? new Set();
    listeners.set(this, held.add(listener));
    left.set(this, () => (this.aborted ? 0 : held.size));
    return own.add.call(this, type, listener, options);
  };
  prototype.removeEventListener = function (type, listener) {
    listeners.get(this)?.delete(listener);
    return own.remove.call(this, type, listener);
  };
  return () => {
    const counts = [...left.values()].map((count) => count());
    left.clear();
    return { watched: counts.length, left: counts.reduce((sum, count) => sum + count, 0) };
  };
}
