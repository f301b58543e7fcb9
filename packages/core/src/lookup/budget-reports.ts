import type { BudgetReport } from '../stores/shared-budget.js';

/** Reports are collected for this long, which is shorter than an answer of the API takes. In ms. */
const GATHER_MS = 50;

/** A report with this many clients is sent at once. */
const MAX_CLIENTS = 100;

/** Collects what an instance learns, so that not every answer of the API costs a command. A 429 is reported at once. */
export class BudgetReports {
  readonly #account: string;
  readonly #send: (report: BudgetReport) => Promise<unknown>;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #clients = new Map<string, { known: number; unknown: number }>();
  #answered = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param send Settles within a bounded time, and never rejects. */
  constructor(account: string, send: (report: BudgetReport) => Promise<unknown>) {
    this.#account = account;
    this.#send = send;
  }

  /** Records an answer other than a 429. */
  answered(): void {
    this.#answered++;
    this.#gather();
  }

  /** Records a 429. @param pauseMs The pause that it asks for. */
  limited(pauseMs: number): void {
    this.#flush({ pauseMs });
  }

  /** Records how many more IDs of a client were known or unknown. */
  count(client: string, known: number, unknown: number): void {
    const before = this.#clients.get(client) ?? { known: 0, unknown: 0 };
    this.#clients.set(client, { known: before.known + known, unknown: before.unknown + unknown });
    if (this.#clients.size >= MAX_CLIENTS) this.#flush();
    else this.#gather();
  }

  /** Sends what is collected, and waits until every report has arrived or is given up. */
  async settled(): Promise<void> {
    if (this.#timer !== undefined) this.#flush();
    await Promise.all(this.#underWay);
  }

  #gather(): void {
    this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  #flush(limited?: { pauseMs: number }): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const clients = [...this.#clients].map(([client, counts]) => ({ client, ...counts }));
    const report = { account: this.#account, answered: this.#answered, limited, clients };
    this.#clients.clear();
    this.#answered = 0;
    const sending = this.#send(report).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }
}
