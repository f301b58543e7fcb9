import { countDecisions } from '../src/decision-counts.js';
import { type DecisionFilter, matchesFilter } from '../src/decision-filter.js';
import type { DecisionRow } from '../src/decision-row.js';
import { byId, element, write } from './element.js';
import { ACTIONS, count } from './words.js';

const SEARCH_DELAY_MS = 120;

/** The filters with a list of choices. */
const CHOICES = ['rule', 'policy', 'route'] as const;

/** The filters, with their choices. */
export class FilterBar {
  readonly #form = byId('filters', HTMLFormElement);
  readonly #search = byId('search', HTMLInputElement);
  readonly #visitor = byId('visitor-filter', HTMLButtonElement);
  readonly #clear = byId('clear', HTMLButtonElement);
  readonly #choices = CHOICES.map((name) => [name, byId(name, HTMLSelectElement)] as const);
  #filter: DecisionFilter = {};
  #typing: ReturnType<typeof setTimeout> | undefined;

  /** @param onChange Receives the new filter. */
  constructor(onChange: (filter: DecisionFilter) => void) {
    const change = (changed: DecisionFilter) => onChange(withoutEmpty({ ...this.#filter, ...changed }));
    this.#form.addEventListener('submit', (event) => event.preventDefault());
    this.#form.addEventListener('change', ({ target }) => {
      if (
        target instanceof HTMLSelectElement ||
        (target instanceof HTMLInputElement && target.type === 'radio')
      )
        change({ [target.name]: target.value });
    });
    this.#search.addEventListener('input', () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => change({ q: this.#search.value.trim() }), SEARCH_DELAY_MS);
    });
    this.#visitor.addEventListener('click', () => change({ visitorId: '' }));
    this.#clear.addEventListener('click', () => {
      onChange({});
      this.#search.focus();
    });
  }

  show(filter: DecisionFilter): void {
    this.#filter = filter;
    for (const radio of this.#form.querySelectorAll<HTMLInputElement>('input[name=action]'))
      radio.checked = radio.value === (filter.action ?? '');
    for (const [name, select] of this.#choices) {
      addChoice(select, filter[name]);
      select.value = filter[name] ?? '';
      select.toggleAttribute('data-set', filter[name] !== undefined);
    }
    if (document.activeElement !== this.#search) this.#search.value = filter.q ?? '';
    this.#visitor.hidden = filter.visitorId === undefined;
    if (filter.visitorId) write(this.#visitor.querySelector('span') as Element, filter.visitorId);
    this.#clear.hidden = Object.keys(filter).length === 0;
  }

  /** Offers the choices that occur in the decisions on the page. */
  offer(rows: readonly DecisionRow[]): void {
    const { rules, policies, routes } = countDecisions(rows);
    const { action: _, ...others } = this.#filter;
    const { total, actions } = countDecisions(rows.filter(matchesFilter(others)));
    for (const action of ['', ...ACTIONS] as const) {
      const target = this.#form.querySelector(`[data-count="${action}"]`);
      if (target) write(target, count(action === '' ? total : actions[action]));
    }
    const offered = {
      rule: rules.filter((rule) => rule.deny + rule.challenge + rule.observe > 0).map(({ rule }) => rule),
      policy: policies.map(({ policy }) => policy),
      route: routes.map(({ route }) => route),
    };
    for (const [name, select] of this.#choices) offerChoices(select, offered[name].sort());
  }
}

/** Leaves the list unchanged while the user may have it open. */
function offerChoices(select: HTMLSelectElement, values: readonly string[]): void {
  if (document.activeElement === select) return;
  const shown = [...select.options].slice(1).map(({ value }) => value);
  const { value } = select;
  const wanted = value && !values.includes(value) ? [...values, value].sort() : values;
  if (wanted.length === shown.length && wanted.every((name, index) => name === shown[index])) return;
  const [any] = select.options;
  select.replaceChildren(
    ...(any ? [any] : []),
    ...wanted.map((name) => element('option', { value: name }, name)),
  );
  select.value = value;
}

function addChoice(select: HTMLSelectElement, value: string | undefined): void {
  if (value === undefined || [...select.options].some((option) => option.value === value)) return;
  select.append(element('option', { value }, value));
}

function withoutEmpty(filter: DecisionFilter): DecisionFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
}
