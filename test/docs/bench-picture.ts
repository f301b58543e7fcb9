import { type Chart, type Drawn, drawChart, drawFigures, type Tone, WIDTH } from './bars.js';
import { type BenchResults, type Compared, instancesTitle, policyFigures } from './bench-results.js';

const BETWEEN_CHARTS = 16;

/** The newest tables of the bench: bars with their spread, and figures, which read in light and dark. */
export function drawBench({ parts: { 'round-trips': waits, cpu, sealed, policy, instances } }: BenchResults) {
  const sections = [
    chart(ofRoundTrips(waits)),
    chart(inFlight('A check of an event by its ID', cpu)),
    chart(inFlight('A check of a sealed result', sealed)),
    ...(instances ? [chart(ratios(instancesTitle(instances), [['', instances.compared]]))] : []),
    ...(policy
      ? [(top: number) => drawFigures('Policies, claims and telemetry', policyFigures(policy), top)]
      : []),
  ];
  let top = 0;
  const drawn = sections.map((draw) => {
    const { svg, height } = draw(top);
    top += height + BETWEEN_CHARTS;
    return svg;
  });
  return page(drawn.join('\n'), top - BETWEEN_CHARTS);
}

const chart =
  (drawn: Chart) =>
  (top: number): Drawn =>
    drawChart(drawn, top);

function ofRoundTrips(waits: BenchResults['parts']['round-trips']): Chart {
  const toneOf = (subject: string): Tone =>
    subject.endsWith('warmed up') ? 'warm' : subject.startsWith('guard') ? 'check' : 'other';
  const [first = {}] = Object.values(waits);
  return {
    title: 'The wait of a check, in round trips',
    legend: Object.keys(first).map((subject) => [toneOf(subject), subject]),
    columns: [
      {
        title: '',
        groups: Object.entries(waits).map(([name, bySubject]) => ({
          name,
          bars: Object.entries(bySubject).map(([subject, spread]) => ({ tone: toneOf(subject), spread })),
        })),
      },
    ],
  };
}

const inFlight = (title: string, tables: Record<string, readonly Compared[]>): Chart =>
  ratios(
    title,
    Object.entries(tables).map(([count, compared]) => [`${count} in flight`, compared]),
  );

/** Time and CPU as multiples of a check's, a column each table. */
const ratios = (title: string, tables: readonly [title: string, compared: readonly Compared[]][]): Chart => ({
  title,
  legend: [
    ['other', 'time, × a check’s'],
    ['other-pale', 'CPU, × a check’s'],
  ],
  columns: tables.map(([column, compared]) => ({
    title: column,
    groups: compared.map(({ name, wallRatio, cpuRatio }) => {
      const tone = name.startsWith('SDK') || name.startsWith('dispatch') ? 'other' : 'check';
      return {
        name,
        bars: [
          { tone, spread: wallRatio },
          { tone: `${tone}-pale`, spread: cpuRatio },
        ],
      };
    }),
  })),
});

const page = (
  drawn: string,
  height: number,
) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="The newest figures of the bench" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif">
  <style>
    :root { color-scheme: light dark; }
    text { fill: #1f2328; font-size: 13px; }
    .title { font-size: 15px; font-weight: 600; }
    .column { font-weight: 600; }
    .name { text-anchor: end; }
    .figure { font-size: 11px; }
    .scale { fill: #59636e; font-size: 11px; text-anchor: middle; }
    path { fill: none; }
    .spread { stroke: #1f2328; stroke-width: 1.5; }
    .mark { stroke: #d1d9e0; }
    .one { stroke: #818b98; }
    .warm { fill: #1a7f37; }
    .check { fill: #4ac26b; }
    .check-pale { fill: #aceebb; }
    .other { fill: #54aeff; }
    .other-pale { fill: #b6e3ff; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .scale { fill: #9198a1; }
      .spread { stroke: #f0f6fc; }
      .mark { stroke: #3d444d; }
      .one { stroke: #9198a1; }
      .warm { fill: #56d364; }
      .check { fill: #2ea043; }
      .check-pale { fill: #196c2e; }
      .other { fill: #388bfd; }
      .other-pale { fill: #1158c7; }
    }
  </style>
${drawn}
</svg>
`;
