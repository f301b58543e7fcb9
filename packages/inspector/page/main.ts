import { type DecisionFilter, matchesFilter } from '../src/decision-filter.js';
import type { DecisionRow } from '../src/decision-row.js';
import { CountsView } from './counts-view.js';
import { DecisionDetail } from './decision-detail.js';
import { DecisionList } from './decision-list.js';
import { byId, write } from './element.js';
import { type Connection, DecisionFeed } from './feed.js';
import { FilterBar } from './filter-bar.js';
import { hashOf, type Place, readPlace, VIEWS } from './place.js';
import { WhatIfView } from './what-if-view.js';
import { count, plural } from './words.js';

/** The interval at which choices and counts are updated while decisions arrive, ms. */
const OFFER_MS = 400;

const CONNECTION_WORDS: Readonly<Record<Connection, string>> = {
  connecting: 'Connecting …',
  live: 'Live',
  lost: 'Connection lost, trying again',
};

const root = document.documentElement;
const connection = byId('connection', HTMLElement);
const held = byId('held', HTMLElement);
const pause = byId('pause', HTMLButtonElement);
const fresh = byId('fresh', HTMLButtonElement);
const empty = byId('empty', HTMLElement);

let place = readPlace(location.hash);
let shown: readonly DecisionRow[] = [];
let shownFor: { rows: readonly DecisionRow[]; filter: string } | undefined;
let offered: { rows: readonly DecisionRow[]; at: number } | undefined;
let offerLater: ReturnType<typeof setTimeout> | undefined;

const feed = new DecisionFeed(render);
const filterBar = new FilterBar((filter) => go({ ...place, filter }));
const list = new DecisionList(feed, byId('lines', HTMLElement), (id) =>
  hashOf({ view: 'decisions', id, filter: place.filter }),
);
const detail = new DecisionDetail(byId('detail', HTMLElement));
const counts = new CountsView(byId('pictures', HTMLElement));
const whatIf = new WhatIfView((policy) => {
  // The policy is compared on its own decisions.
  if (feed.rows.some((row) => row.policy === policy)) go({ ...place, filter: { ...place.filter, policy } });
});

/** Changes the address without a history entry for each letter that is typed. */
function go(next: Place): void {
  history.replaceState(null, '', hashOf(next));
  arrive();
}

function arrive(): void {
  const next = readPlace(location.hash);
  const filtered = JSON.stringify(next.filter) !== JSON.stringify(place.filter);
  const moved = next.view !== place.view;
  place = next;
  offered = undefined;
  if (filtered || moved) counts.hurry();
  render();
  if (filtered) list.toTop();
}

function render(): void {
  root.dataset.view = place.view;
  root.toggleAttribute('data-open', place.id !== undefined);
  for (const view of VIEWS) {
    const link = byId(`to-${view}`, HTMLAnchorElement);
    link.setAttribute('href', hashOf({ view, filter: place.filter }));
    if (view === place.view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  renderStatus();
  filterBar.show(place.filter);
  renderShown(place.filter);
  offer();
  if (place.view === 'decisions') {
    list.show(shown, place.id);
    detail.show(place.id, place.filter);
  }
  if (place.view === 'counts') counts.show(shown, place.filter);
  if (place.view === 'what-if' && feed.connection !== 'connecting') whatIf.show(place.filter);
}

function renderStatus(): void {
  connection.dataset.state = feed.paused ? 'paused' : feed.connection;
  write(connection, feed.paused && feed.connection === 'live' ? 'Paused' : CONNECTION_WORDS[feed.connection]);
  write(held, feed.connection === 'connecting' ? '' : `${count(feed.rows.length)} held`);
  pause.setAttribute('aria-pressed', String(feed.paused));
  fresh.hidden = feed.waiting === 0;
  write(fresh, `Show ${count(feed.waiting)} new`);
}

/** Renders the rows that pass the filter; the same array as long as nothing has changed. */
function renderShown(filter: DecisionFilter): void {
  const key = JSON.stringify(filter);
  if (shownFor?.rows !== feed.rows || shownFor.filter !== key) {
    shownFor = { rows: feed.rows, filter: key };
    shown = feed.rows.filter(matchesFilter(filter));
  }
  const none = shown.length === 0 && feed.connection !== 'connecting' && place.view !== 'what-if';
  empty.hidden = !none;
  root.toggleAttribute('data-empty', none);
  if (!none) return;
  const [title, text] =
    feed.rows.length > 0
      ? ['No decision matches these filters', `${plural(feed.rows.length, 'decision')} held in total.`]
      : ['No decision yet', 'Each one shows up here as soon as the guard has made it.'];
  write(empty.querySelector('h2') as Element, title ?? '');
  write(empty.querySelector('p') as Element, text ?? '');
}

function offer(): void {
  if (offered?.rows === feed.rows) return;
  clearTimeout(offerLater);
  const wait = offered ? offered.at + OFFER_MS - performance.now() : 0;
  if (wait > 0) {
    offerLater = setTimeout(offer, wait);
    return;
  }
  offered = { rows: feed.rows, at: performance.now() };
  filterBar.offer(feed.rows);
}

function letIn(): void {
  feed.hold('paused', false);
  list.toTop();
  feed.hold('reading', false);
}

pause.addEventListener('click', () => feed.hold('paused', !feed.paused));
fresh.addEventListener('click', letIn);
addEventListener('hashchange', arrive);
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && place.id !== undefined)
    location.hash = hashOf({ view: 'decisions', filter: place.filter });
});
feed.start();
render();
