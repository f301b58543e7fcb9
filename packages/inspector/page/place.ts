import { type DecisionFilter, readFilter } from '../src/decision-filter.js';

export const VIEWS = ['decisions', 'counts', 'what-if'] as const;
type View = (typeof VIEWS)[number];

/** The current view of the page. It is in the address, so that it can be shared and revisited. */
export interface Place {
  view: View;
  /** The open decision. */
  id?: string;
  filter: DecisionFilter;
}

/** Reads the view from an address's fragment, such as `#/decisions/ID?action=deny`. */
export function readPlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name, id] = path.split('/', 2);
  const view = VIEWS.find((known) => known === name) ?? 'decisions';
  const filter = readFilter(new URLSearchParams(query));
  return id && view === 'decisions' ? { view, id: decoded(id), filter } : { view, filter };
}

export function hashOf({ view, id, filter }: Place): string {
  const query = new URLSearchParams(filter).toString();
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ''}${query ? `?${query}` : ''}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
