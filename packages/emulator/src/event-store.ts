import type { PlayedEvent } from './events/play.js';
import { isObject, type JsonObject } from './json.js';

/** An event and when the emulator got it, which is not when it says it happened. */
export interface StoredEvent extends PlayedEvent {
  readonly storedAt: number;
  /** When it says it happened, in Unix milliseconds; `storedAt` where it doesn't say. */
  readonly at: number;
  /** The events' order of arrival. */
  readonly sequence: number;
}

/** How many events are kept; of more, the first to arrive are forgotten. */
const MAX_EVENTS = 100_000;

/** The events of this run, by id. */
export class EventStore {
  readonly #events = new Map<string, StoredEvent>();
  readonly #rulesets = new Set<string>();
  #sequence = 0;

  /** Keeps an event; one with the same id is replaced. A ruleset its `rule_action` names is known from now on. */
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

  /** Every event, the newest by its own time first. */
  newestFirst(): StoredEvent[] {
    return [...this.#events.values()].sort((a, b) => b.at - a.at || b.sequence - a.sequence);
  }

  /** Changes what an event says; when it came stays. */
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
