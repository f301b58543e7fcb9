import type { PlayedEvent } from './events/play.js';
import { isObject } from './json.js';

/** An event and when the emulator got it, which is not when it says it happened. */
export interface StoredEvent extends PlayedEvent {
  readonly storedAt: number;
}

/** The events of this run, by id. */
export class EventStore {
  readonly #events = new Map<string, StoredEvent>();
  readonly #rulesets = new Set<string>();

  /** Keeps an event; one with the same id is replaced. A ruleset its `rule_action` names is known from now on. */
  add(event: StoredEvent): void {
    this.#events.set(event.id, event);
    const action = event.event.rule_action;
    if (isObject(action) && typeof action.ruleset_id === 'string') this.#rulesets.add(action.ruleset_id);
  }

  get(id: string): StoredEvent | undefined {
    return this.#events.get(id);
  }

  knowsRuleset(id: string): boolean {
    return this.#rulesets.has(id);
  }

  clear(): void {
    this.#events.clear();
    this.#rulesets.clear();
  }
}
