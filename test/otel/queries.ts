import { parser } from '@prometheus-io/lezer-promql';

/** What a PromQL query asks for: series by their name, or by an expression that it matches, and the labels they need. */
interface Selector {
  name: RegExp;
  /** Labels that the query matches on, and the values it names of each. */
  matched: { label: string; operator: string; value: string }[];
}

/** The selectors of a query, and the labels it groups by. */
interface Query {
  selectors: Selector[];
  grouped: string[];
}

/**
 * Reads a query of Grafana's, with what Grafana puts in for its variables.
 * @throws Error if it is no PromQL.
 */
function readQuery(expression: string): Query {
  const text = expression.replaceAll(/\$__(rate_interval|range)/g, '5m').replaceAll('$policy', '.+');
  const query: Query = { selectors: [], grouped: [] };
  let inGrouping = false;
  parser.parse(text).iterate({
    enter({ name, type, from, to, node }) {
      const own = text.slice(from, to);
      if (type.isError) throw new Error(`no PromQL at ${from}: ${text}`);
      if (name === 'GroupingLabels') inGrouping = true;
      if (name === 'LabelName' && inGrouping) query.grouped.push(own);
      if (name === 'VectorSelector') query.selectors.push({ name: /.*/, matched: [] });
      const selector = query.selectors.at(-1);
      if (name === 'Identifier' && selector) selector.name = exactly(own);
      if (name === 'UnquotedLabelMatcher' && selector) {
        const [label = '', operator = '', value = ''] = [
          node.firstChild,
          node.firstChild?.nextSibling,
          node.lastChild,
        ]
          .map((child) => child && text.slice(child.from, child.to))
          .map((part) => part ?? '');
        const unquoted: string = JSON.parse(value);
        if (label === '__name__') selector.name = exactly(unquoted);
        else selector.matched.push({ label, operator, value: unquoted });
      }
    },
    leave({ name }) {
      if (name === 'GroupingLabels') inGrouping = false;
    },
  });
  return query;
}

const exactly = (expression: string) => new RegExp(`^(?:${expression})$`);

/** A series as Prometheus scrapes it: its name and labels. */
export interface ScrapedSeries {
  name: string;
  labels: Record<string, string>;
}

/** Reads what an exporter answers: Prometheus's text format. */
export function readSeries(text: string): ScrapedSeries[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
    return { name, labels: Object.fromEntries(pairs.map(([, label, value]) => [label, value])) };
  });
}

/** The series that a selector finds. */
function select(series: readonly ScrapedSeries[], { name, matched }: Selector): ScrapedSeries[] {
  return series.filter(
    (one) =>
      name.test(one.name) &&
      matched.every(({ label, operator, value }) => {
        const own = one.labels[label] ?? '';
        const fits = operator.endsWith('~') ? exactly(value).test(own) : own === value;
        return operator.startsWith('!') ? !fits : fits;
      }),
  );
}

/** What a query needs that is not there: series, and labels of them. */
export function missing(expression: string, series: readonly ScrapedSeries[]): string[] {
  const { selectors, grouped } = readQuery(expression);
  const selected = selectors.map((selector) => ({ selector, found: select(series, selector) }));
  const have = (found: readonly ScrapedSeries[], label: string) =>
    found.every(({ labels }) => label in labels);
  return [
    ...(selected.length === 0 ? [`no selector: ${expression}`] : []),
    ...selected.flatMap(({ selector: { name, matched }, found }) => [
      ...(found.length === 0 ? [`no series: ${name.source}`] : []),
      ...matched.filter(({ label }) => !have(found, label)).map(({ label }) => `no label: ${label}`),
    ]),
    ...grouped
      .filter((label) => !selected.some(({ found }) => have(found, label)))
      .map((label) => `no label: ${label}`),
  ];
}
