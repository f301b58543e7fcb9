import type { PlayedEvent } from './events/play.js';
import { isObject, type JsonObject } from './json.js';

/** An event and the time at which the emulator received it, as opposed to the event's own time. */
export interface StoredEvent extends PlayedEvent {
  readonly storedAt: number;
  /** The event's own time, in Unix milliseconds; `storedAt` if it has none. */
  readonly at: number;
  /** The order in which the events arrived. */
  readonly sequence: number;
}

/** The maximum number of events; beyond it, the first to arrive are forgotten. */
const MAX_EVENTS = 100_000;

/** The events of this run, by ID. */
export class EventStore {
  readonly #events = new Map<string, StoredEvent>();
  readonly #rulesets = new Set<string>();
  #sequence = 0;

  /** Keeps an event; one with the same ID is replaced. A ruleset that its `rule_action` names is known from now on. */
  add(played: PlayedEvent, storedAt: number): void {
    const { timestamp, rule_action: action } = played.event;
    const at = typeof timestamp === 'number' ? timestamp : storedAt;
    this.#events.delete(played.id);
    this.#events.set(played.id, { ...played, storedAt, at, sequence: this.#sequence++ });
    if (isObject(action) && typeof action.ruleset_id === 'string') this.#rulesets.add(action.ruleset_id);
    if (this.#events.size > MAX_EVENTS) this.#forgetOldest();
  }

  get(id: string): StoredEvent | undefined {
    return this.#events.get(id);
  }

  /** Lists all events, the newest by its own time first. */
  newestFirst(): StoredEvent[] {
    return [...this.#events.values()].sort((a, b) => b.at - a.at || b.sequence - a.sequence);
  }

  /** Changes the fields of an event; its time of arrival stays. */
  change(stored: StoredEvent, event: JsonObject): void {
    this.#events.set(stored.id, { ...stored, event });
  }

  delete(id: string): void {
    this.#events.delete(id);
  }

  knowsRuleset(id: string): boolean {
    return this.#rulesets.has(id);
  }

  clear(): void {
    this.#events.clear();
    this.#rulesets.clear();
  }

  #forgetOldest(): void {
    const [oldest] = this.#events.keys();
    if (oldest !== undefined) this.#events.delete(oldest);
  }
}
