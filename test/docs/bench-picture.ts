/** The lowest, the middle and the highest of a figure's rounds. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** What is read of the bench's results: each figure as a multiple of a check's. */
export interface BenchResults {
  /** By the number of calls in flight. */
  inFlight: Record<string, readonly Compared[]>;
  sealed: Record<string, readonly Compared[]>;
  /** By the wait that is measured and the subject. */
  roundTrips: Record<string, Record<string, Spread>>;
}

export interface Compared {
  name: string;
  wallRatio: Spread;
  cpuRatio: Spread;
}

const WIDTH = 720;
const ROW = 30;
const PANEL = { left: 190, right: 20, head: 44, foot: 14 };
/** Pixels a check's time takes. */
const CHECK = 140;

/** The time of each subject's call beside a check's, by the clock: bars with their spread, which read in light and dark. */
export function drawBench({ inFlight, sealed }: BenchResults): string {
  const panels = Object.keys(inFlight).map((count) => ({
    title: `The time of a call, ${count} in flight: a check is 1`,
    rows: [
      ...(inFlight[count] ?? []).map(({ name, wallRatio }) => ({ name, ...wallRatio })),
      ...(sealed[count] ?? []).map(({ name, wallRatio }) => ({ name: `sealed: ${name}`, ...wallRatio })),
    ],
  }));
  let top = 0;
  const drawn = panels.map(({ title, rows }) => {
    const head = top + PANEL.head;
    const bars = rows.map(({ name, min, median, max }, place) => {
      const y = head + place * ROW;
      const at = (ratio: number) => PANEL.left + Math.round(ratio * CHECK);
      const isCheck = name.endsWith('guard.check');
      const line = isCheck
        ? ''
        : `
  <path d="M${at(min)} ${y + 10}H${at(max)}M${at(min)} ${y + 6}v8M${at(max)} ${y + 6}v8"/>`;
      return `  <text class="name" x="${PANEL.left - 12}" y="${y + 15}">${name}</text>
  <rect class="${isCheck ? 'check' : 'other'}" x="${PANEL.left}" y="${y}" width="${at(median) - PANEL.left}" height="20" rx="4"/>${line}
  <text x="${at(isCheck ? median : max) + 10}" y="${y + 15}">${median.toFixed(2)}</text>`;
    });
    top = head + rows.length * ROW + PANEL.foot;
    return [`  <text class="title" x="${PANEL.left}" y="${head - 16}">${title}</text>`, ...bars].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" role="img" aria-label="The time of each call beside a check's" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif">
  <style>
    :root { color-scheme: light dark; }
    text { fill: #1f2328; font-size: 13px; }
    .name { text-anchor: end; }
    .title { font-size: 15px; font-weight: 600; }
    path { stroke: #1f2328; stroke-width: 1.5; fill: none; }
    .check { fill: #4ac26b; }
    .other { fill: #80ccff; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      path { stroke: #f0f6fc; }
      .check { fill: #2ea043; }
      .other { fill: #1f6feb; }
    }
  </style>
${drawn.join('\n')}
</svg>
`;
}
