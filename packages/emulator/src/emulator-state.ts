import { RateLimiter } from './api/rate-limit.js';
import { EventStore, type StoredEvent } from './event-store.js';
import { type Observed, type PlayedEvent, play } from './events/play.js';
import type { ScenarioName } from './events/scenarios.js';
import { seal } from './events/seal.js';
import { FaultSwitch } from './faults/fault-switch.js';
import type { Settings } from './options.js';
import { RequestLog } from './request-log.js';
import { v3Event } from './translation/v3-event.js';
import { Webhooks } from './webhooks/webhooks.js';

/** The data that a client passes to its server. */
export interface CreatedEvent {
  /** The ID of the event. */
  readonly eventId: string;
  /** The ID of its visitor. */
  readonly visitorId: string;
  /** The whole event, encrypted with the emulator's `sealedKey`; base64. */
  readonly sealedResult: string;
}

/** The visit to play, and the changes to its event; both are checked. */
export interface EventRequest {
  readonly scenario?: ScenarioName | unknown;
  readonly overrides?: unknown;
  readonly observed?: Observed;
}

/** The state of an emulator, for a test in the same process and for a client over HTTP. */
export class EmulatorState {
  readonly events = new EventStore();
  readonly faults = new FaultSwitch();
  readonly log = new RequestLog();
  readonly limiter: RateLimiter;
  readonly webhooks: Webhooks;

  constructor(readonly settings: Settings) {
    this.limiter = new RateLimiter(settings.rateLimit, settings.now);
    this.webhooks = new Webhooks(settings.now);
  }

  /**
   * Plays a visit, keeps its event and sends it to the webhooks.
   * @throws EmulatorError for an unknown scenario or overrides that are not an object.
   */
  createEvent({ scenario = 'honest', overrides = {}, observed }: EventRequest): CreatedEvent {
    const { now, sealedKey, sealedVersion } = this.settings;
    const storedAt = now();
    const played = play(scenario, overrides, storedAt, observed);
    this.events.add(played, storedAt);
    this.webhooks.send(played.id, played.event);
    let sealedResult: string | undefined;
    return {
      eventId: played.id,
      visitorId: played.visitorId,
      // Sealing takes longer than all else, and few ask for it.
      get sealedResult() {
        sealedResult ??= seal(sealedVersion === 'v3' ? v3Event(played.event) : played.event, sealedKey);
        return sealedResult;
      },
    };
  }

  /** Keeps what an analysis of a request came to, and sends it to nobody. */
  keepAnalysis(played: PlayedEvent): void {
    this.events.add(played, this.settings.now());
  }

  /** An event as the API sees it: not at all while a lag hides it. */
  findEvent(id: string): StoredEvent | undefined {
    const event = this.events.get(id);
    return event && this.faults.hides(this.settings.now() - event.storedAt) ? undefined : event;
  }

  /** Lists the events that the API sees, newest first; those that a lag hides are not among them. */
  visibleEvents(): StoredEvent[] {
    const now = this.settings.now();
    return this.events.newestFirst().filter(({ storedAt }) => !this.faults.covers(now - storedAt));
  }

  /** Forgets events, faults, requests and webhooks; the keys stay. */
  reset(): void {
    this.events.clear();
    this.faults.clear();
    this.log.clear();
    this.limiter.reset();
    this.webhooks.clear();
  }
}
