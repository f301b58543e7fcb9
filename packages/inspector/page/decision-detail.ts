import type { DecisionRecord, Reason } from '@fingerprint-guard/core';
import type { DecisionFilter } from '../src/decision-filter.js';
import { type DecisionRow, routeOf } from '../src/decision-row.js';
import { decisionUrl, fetchDecision } from './api.js';
import { actionBadge } from './badge.js';
import { element } from './element.js';
import { limitBar } from './limit-bar.js';
import { hashOf } from './place.js';
import { ACTION_WORDS, fact, fullTime, inWords, leaves, outcome } from './words.js';

/** One decision in full: its outcome, each rule's value against its limit, and the known facts. */
export class DecisionDetail {
  readonly #target: HTMLElement;
  #shown: string | undefined;

  constructor(target: HTMLElement) {
    this.#target = target;
  }

  /** Shows a decision, or that none is open. */
  show(id: string | undefined, filter: DecisionFilter): void {
    const key = id === undefined ? undefined : `${id} ${JSON.stringify(filter)}`;
    if (key === this.#shown && this.#target.childElementCount > 0) return;
    const another = !this.#shown?.startsWith(`${id} `);
    this.#shown = key;
    if (id === undefined) this.#target.replaceChildren(nothingOpen());
    else void this.#load(id, filter, another);
  }

  async #load(id: string, filter: DecisionFilter, another: boolean): Promise<void> {
    const key = this.#shown;
    const content = await fetchDecision(id).then(
      (record) => (record ? recordOf(record, filter) : [gone(id)]),
      (error: Error) => [notice('This decision could not be loaded', error.message)],
    );
    if (key !== this.#shown) return;
    this.#target.replaceChildren(backLink(filter), ...content);
    if (another) this.#target.scrollTop = 0;
    // On a narrow page it replaces the list, which had the focus.
    if (another && getComputedStyle(this.#target).getPropertyValue('--alone').trim() === 'yes')
      this.#target.querySelector('h2')?.focus();
  }
}

const backLink = (filter: DecisionFilter): HTMLElement =>
  element('a', { class: 'back', href: hashOf({ view: 'decisions', filter }) }, '← All decisions');

function notice(title: string, text: string): HTMLElement {
  return element(
    'div',
    { class: 'notice' },
    element('h2', { tabindex: '-1' }, title),
    element('p', {}, text),
  );
}

const nothingOpen = (): HTMLElement =>
  notice('No decision is open', 'Choose one to see each rule’s value against its limit, and the event.');

const gone = (id: string): HTMLElement =>
  notice('This decision is no longer held', `The inspector holds the newest decisions only. ${id}`);

function recordOf(record: DecisionRecord, filter: DecisionFilter): HTMLElement[] {
  const parts = [
    head(record),
    facts(record, filter),
    rules('Deciding rules', record.reasons, 'No rule at challenge or deny matched.'),
    record.observed.length > 0 ? rules('Observed only', record.observed, '') : undefined,
    unjudged(record.unknown),
    shadow(record),
    failure(record),
    values('Signals', record.signals, true),
    record.event
      ? values('Event', record.event, false)
      : section('Event', element('p', { class: 'soft' }, 'The request had none.')),
    leftOut(record),
    element('p', { class: 'links' }, element('a', { href: decisionUrl(record.id) }, 'This decision as JSON')),
  ];
  return parts.filter((part) => part !== undefined);
}

function head(record: DecisionRecord): HTMLElement {
  const { action, blocked, at } = record;
  return element(
    'header',
    { class: 'detail-head' },
    element(
      'h2',
      { tabindex: '-1' },
      actionBadge(action, blocked),
      element('span', { class: 'detail-route' }, routeOf(record as DecisionRow)),
    ),
    element('p', { class: 'soft' }, `${fullTime(at)} · ${outcome(record as DecisionRow)}`),
  );
}

function facts(record: DecisionRecord, filter: DecisionFilter): HTMLElement {
  const { visitorId } = record.signals;
  const visitor =
    visitorId === undefined
      ? 'unknown'
      : element(
          'a',
          {
            href: hashOf({ view: 'decisions', id: record.id, filter: { ...filter, visitorId } }),
            title: 'Show this visitor’s decisions only',
          },
          visitorId,
        );
  const list: [string, Node | string][] = [
    ['Policy', record.policy],
    ['Revision', record.policyRevision],
    ['Mode', record.mode],
    ['Required', inWords(record.required)],
    ['Event source', record.source],
    ['Took', `${inWords(record.elapsedMs)} ms`],
    ['Visitor', visitor],
    ['Decision', record.id],
  ];
  return element(
    'dl',
    { class: 'facts' },
    ...list.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
}

function section(title: string, ...content: (Node | undefined)[]): HTMLElement {
  return element('section', { class: 'part' }, element('h3', {}, title), ...content);
}

function rules(title: string, reasons: readonly Reason[], none: string): HTMLElement {
  const items = reasons.map((reason) =>
    element('li', { class: 'reason', 'data-level': reason.level }, ...ruleOf(reason)),
  );
  return section(
    title,
    items.length > 0 ? element('ul', { class: 'reasons' }, ...items) : element('p', { class: 'soft' }, none),
  );
}

function ruleOf({ rule, level, message, actual, expected, outsideSample }: Reason): (Element | undefined)[] {
  return [
    element(
      'p',
      { class: 'reason-head' },
      element('code', {}, rule),
      element('span', { class: 'level' }, outsideSample ? `${level}: outside the sample` : level),
    ),
    element('p', {}, message),
    actual === undefined && expected === undefined
      ? undefined
      : element(
          'dl',
          { class: 'against' },
          element('div', {}, element('dt', {}, 'Seen'), element('dd', {}, inWords(actual))),
          element('div', {}, element('dt', {}, 'Limit'), element('dd', {}, inWords(expected))),
        ),
    limitBar(actual, expected),
  ];
}

function unjudged(unknown: readonly string[]): HTMLElement | undefined {
  if (unknown.length === 0) return undefined;
  return section(
    'Undecided rules',
    element('p', { class: 'soft' }, 'Their signals were missing, so they did not match.'),
    element('ul', { class: 'chips' }, ...unknown.map((rule) => element('li', {}, element('code', {}, rule)))),
  );
}

function shadow({ shadow, action }: DecisionRecord): HTMLElement | undefined {
  if (!shadow) return undefined;
  const same =
    shadow.action === action ? 'the same as this one' : `this one says ${ACTION_WORDS[action].toLowerCase()}`;
  return section(
    'Shadow policy',
    element(
      'p',
      {},
      element('code', {}, shadow.policy),
      ' says ',
      actionBadge(shadow.action, false),
      `, ${same}.`,
    ),
    element(
      'ul',
      { class: 'chips' },
      ...shadow.reasons.map(({ rule }) => element('li', {}, element('code', {}, rule))),
    ),
  );
}

function failure({ error, failedOpen }: DecisionRecord): HTMLElement | undefined {
  if (!error && !failedOpen) return undefined;
  return section(
    failedOpen ? 'Failed open' : 'Without an event',
    failedOpen ? element('p', {}, 'The request passed because the service failed.') : undefined,
    error ? element('p', {}, element('code', {}, error.code), ` ${error.message}`) : undefined,
  );
}

/** Lists the fields that are too large to be kept: nothing follows from their absence. */
function leftOut({ omitted }: DecisionRecord): HTMLElement | undefined {
  if (!omitted) return undefined;
  return element('p', { class: 'part soft' }, `Too large to be held, and left out: ${omitted.join(', ')}`);
}

/** Lists all known values under a heading, one per line. */
function values(title: string, known: object, open: boolean): HTMLElement {
  const lines = leaves(known).map(([path, value]) =>
    element('div', {}, element('dt', {}, path), element('dd', {}, fact(path, value))),
  );
  return element(
    'details',
    { class: 'part', open },
    element(
      'summary',
      {},
      element('h3', {}, title),
      element('span', { class: 'soft' }, String(lines.length)),
    ),
    element('dl', { class: 'values' }, ...lines),
  );
}
