import { type DecisionRow, routeOf } from '../src/decision-row.js';
import { showAction } from './badge.js';
import { element, write } from './element.js';
import type { DecisionFeed } from './feed.js';
import { listTime } from './words.js';

/** Extra rows beyond both edges, so that quick scrolling does not show gaps. */
const OVERSCAN = 8;

/** From this many decisions a second on, the list stops moving while the pointer is over it. */
const TOO_FAST_TO_CLICK = 1;

/** One line; the page contains only the visible ones. */
interface Line {
  link: HTMLAnchorElement;
  time: HTMLElement;
  badge: HTMLElement;
  why: HTMLElement;
  route: HTMLElement;
  policy: HTMLElement;
  visitor: HTMLElement;
}

/** A list of any number of decisions, as lines of equal height. */
export class DecisionList {
  readonly #feed: DecisionFeed;
  readonly #scroller: HTMLElement;
  readonly #canvas: HTMLElement;
  readonly #hrefOf: (id: string) => string;
  readonly #lines = new Map<string, Line>();
  #spare: Line[] = [];
  #rows: readonly DecisionRow[] = [];
  #openId: string | undefined;
  #rowHeight = 0;
  #pointed = false;

  constructor(feed: DecisionFeed, scroller: HTMLElement, hrefOf: (id: string) => string) {
    this.#feed = feed;
    this.#scroller = scroller;
    this.#hrefOf = hrefOf;
    this.#canvas = element('div', {
      class: 'canvas',
      role: 'list',
      'aria-label': 'Decisions, the newest first',
    });
    scroller.replaceChildren(this.#canvas);
    scroller.addEventListener('scroll', () => this.#look(), { passive: true });
    scroller.addEventListener('pointerenter', ({ pointerType }) => this.#point(pointerType === 'mouse'));
    scroller.addEventListener('pointerleave', () => this.#point(false));
    scroller.addEventListener('focusin', () => this.#look());
    scroller.addEventListener('focusout', () => this.#look());
    scroller.addEventListener('keydown', (event) => this.#move(event));
    new ResizeObserver(() => {
      this.#rowHeight = 0;
      this.#draw();
    }).observe(scroller);
  }

  show(rows: readonly DecisionRow[], openId: string | undefined): void {
    this.#rows = rows;
    this.#openId = openId;
    this.#look();
  }

  toTop(): void {
    this.#scroller.scrollTop = 0;
    this.#look();
  }

  /**
   * Holds back new decisions while the user reads: has scrolled, has a line focused, or points at lines that move too
   * fast.
   */
  #look(): void {
    const reading =
      this.#scroller.scrollTop > 0 ||
      this.#scroller.contains(document.activeElement) ||
      (this.#pointed && (this.#feed.rate > TOO_FAST_TO_CLICK || this.#feed.waiting > 0));
    this.#feed.hold('reading', reading);
    this.#draw();
  }

  #point(at: boolean): void {
    this.#pointed = at;
    this.#look();
  }

  #draw(): void {
    const height = this.#measure();
    const { scrollTop, clientHeight } = this.#scroller;
    if (height === 0 || clientHeight === 0) return;
    const first = Math.max(0, Math.floor(scrollTop / height) - OVERSCAN);
    const end = Math.min(this.#rows.length, Math.ceil((scrollTop + clientHeight) / height) + OVERSCAN);
    this.#canvas.style.height = `${this.#rows.length * height}px`;
    const visible = new Map<string, number>();
    for (let index = first; index < end; index++) visible.set((this.#rows[index] as DecisionRow).id, index);
    this.#keepFocused(visible);
    for (const [id, line] of this.#lines) if (!visible.has(id)) this.#putAside(id, line);
    const entry = this.#entryId(visible);
    for (const [id, index] of visible)
      this.#place(this.#rows[index] as DecisionRow, index, height, id === entry);
    for (const { link } of this.#spare) link.parentElement?.remove();
    this.#spare = [];
  }

  /** Keeps the focused line on the page, even if it is scrolled out of view. */
  #keepFocused(visible: Map<string, number>): void {
    const focused = [...this.#lines].find(([, { link }]) => link === document.activeElement);
    if (!focused || visible.has(focused[0])) return;
    const index = this.#rows.findIndex(({ id }) => id === focused[0]);
    if (index >= 0) visible.set(focused[0], index);
  }

  /** The line that the Tab key focuses. */
  #entryId(visible: ReadonlyMap<string, number>): string | undefined {
    const focused = [...this.#lines].find(([, { link }]) => link === document.activeElement);
    if (focused) return focused[0];
    if (this.#openId !== undefined && visible.has(this.#openId)) return this.#openId;
    return this.#rows[Math.ceil(this.#scroller.scrollTop / this.#measure())]?.id;
  }

  #putAside(id: string, line: Line): void {
    this.#lines.delete(id);
    this.#spare.push(line);
  }

  #place(row: DecisionRow, index: number, height: number, isEntry: boolean): void {
    let line = this.#lines.get(row.id);
    if (!line) {
      line = this.#spare.pop() ?? this.#createLine();
      this.#lines.set(row.id, line);
      fill(line, row);
    }
    const { link } = line;
    const item = link.parentElement as HTMLElement;
    item.style.transform = `translateY(${index * height}px)`;
    item.setAttribute('aria-posinset', String(index + 1));
    item.setAttribute('aria-setsize', String(this.#rows.length));
    link.setAttribute('href', this.#hrefOf(row.id));
    link.tabIndex = isEntry ? 0 : -1;
    if (row.id === this.#openId) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
    link.dataset.index = String(index);
  }

  #createLine(): Line {
    const [time, badge, why, route, policy, visitor] = [
      'time',
      'badge',
      'why',
      'route',
      'policy',
      'visitor',
    ].map((name) => element('span', { class: name })) as [
      HTMLElement,
      HTMLElement,
      HTMLElement,
      HTMLElement,
      HTMLElement,
      HTMLElement,
    ];
    const link = element('a', { class: 'line' }, time, badge, why, route, policy, visitor);
    this.#canvas.append(element('div', { class: 'item', role: 'listitem' }, link));
    return { link, time, badge, why, route, policy, visitor };
  }

  #measure(): number {
    this.#rowHeight ||= Number.parseFloat(getComputedStyle(this.#scroller).getPropertyValue('--row-height'));
    return this.#rowHeight;
  }

  #move(event: KeyboardEvent): void {
    const focused = (event.target as HTMLElement).closest<HTMLElement>('a.line');
    if (!focused || event.altKey || event.ctrlKey || event.metaKey) return;
    const index = Number(focused.dataset.index);
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / this.#measure()) - 1);
    const last = this.#rows.length - 1;
    const steps: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: last,
    };
    const wanted = steps[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    this.#focus(Math.min(Math.max(wanted, 0), last));
  }

  #focus(index: number): void {
    const height = this.#measure();
    const { scrollTop, clientHeight } = this.#scroller;
    const top = index * height;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + height > scrollTop + clientHeight) this.#scroller.scrollTop = top + height - clientHeight;
    this.#draw();
    const row = this.#rows[index];
    if (row) this.#lines.get(row.id)?.link.focus({ preventScroll: true });
  }
}

function fill({ time, badge, why, route, policy, visitor }: Line, row: DecisionRow): void {
  const { action, blocked, at, signals } = row;
  write(time, listTime(at));
  showAction(badge, action, blocked);
  badge.classList.add('badge');
  write(why, whyOf(row));
  why.toggleAttribute('data-soft', action === 'allow');
  write(route, routeOf(row));
  write(policy, row.policy);
  write(visitor, signals.visitorId ?? '');
}

/** The reason for the decision, in a few words. */
function whyOf({ reasons, observed, failedOpen }: DecisionRow): string {
  const rules = reasons.map(({ rule }) => rule);
  if (failedOpen) rules.push('failed open');
  if (rules.length > 0) return rules.join(', ');
  return observed.length > 0 ? `observed ${observed.map(({ rule }) => rule).join(', ')}` : 'nothing matched';
}
