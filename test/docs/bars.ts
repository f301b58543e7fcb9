/** The lowest, the middle and the highest of a figure's rounds. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** The median, with the lowest and the highest. */
export const range = (
  { median, min, max }: Spread,
  show = (value: number): string => value.toFixed(2),
): string => `${show(median)} (${show(min)}–${show(max)})`;

/** A colour of the picture: of what is ours, of what is compared with it, or a paler one of either. */
export type Tone = 'warm' | 'check' | 'check-pale' | 'other' | 'other-pale';

/** A few bars side by side under one name in each column. */
export interface Chart {
  title: string;
  legend: readonly (readonly [tone: Tone, label: string])[];
  columns: readonly { title: string; groups: readonly Group[] }[];
}

interface Group {
  name: string;
  bars: readonly { tone: Tone; spread: Spread }[];
}

export const WIDTH = 720;
/** The names are left of here. */
const NAMES = 200;
const HEAD = { title: 18, line: 22 };
const BAR = { height: 10, pitch: 13, between: 10 };
/** What a figure takes at the right end of its column, and the space before and after it. */
const DIGITS = { width: 98, before: 10, after: 12 };
/** The figures of a list are right of here. */
const LISTED = 400;
const FOOT = 26;
/** The least space between two marks of a scale. */
const MARKS = 24;

/** A drawing, and the height that it takes. */
export interface Drawn {
  svg: string;
  height: number;
}

const text = (x: number, y: number, words: string, kind = '') =>
  `  <text${kind && ` class="${kind}"`} x="${x}" y="${y}">${words}</text>`;

const heading = (top: number, words: string) => text(0, top + HEAD.title, words, 'title');

/** Draws bars from `top` on: each to its median, with a line from the lowest to the highest. */
export function drawChart({ title, legend, columns }: Chart, top: number): Drawn {
  const width = (WIDTH - NAMES) / columns.length;
  const spreads = columns.flatMap(({ groups }) => groups.flatMap(({ bars }) => bars));
  const most = Math.max(...spreads.map(({ spread }) => spread.max));
  const reach = width - DIGITS.width - DIGITS.before - DIGITS.after;
  const scale = reach / most;
  const step = Math.ceil(MARKS / scale);
  const ofColumns = columns.some((column) => column.title !== '');
  const first = top + HEAD.title + HEAD.line * (ofColumns ? 2 : 1) + 14;
  const heightOf = (group: Group) => group.bars.length * BAR.pitch + BAR.between;
  const yOf = (groups: readonly Group[], place: number) =>
    first + groups.slice(0, place).reduce((sum, group) => sum + heightOf(group), 0);

  const drawn = columns.flatMap((column, place) => {
    const left = NAMES + place * width;
    const at = (value: number) => Math.round(left + value * scale);
    const bottom = yOf(column.groups, column.groups.length);
    const line = (kind: string, value: number) =>
      `  <path class="${kind}" d="M${at(value)} ${first - 6}V${bottom}"/>`;
    const marks = Array.from({ length: Math.floor(most / step) + 1 }, (_, mark) => [
      line('mark', mark * step),
      text(at(mark * step), bottom + 14, String(mark * step), 'scale'),
    ]).flat();
    const bars = column.groups.flatMap(({ bars: own }, group) =>
      own.map(({ tone, spread }, bar) => {
        const { min, median, max } = spread;
        const y = yOf(column.groups, group) + bar * BAR.pitch;
        const middle = y + BAR.height / 2;
        const whisker = `M${at(min)} ${middle}H${at(max)}M${at(min)} ${y + 2}v6M${at(max)} ${y + 2}v6`;
        return [
          `  <rect class="${tone}" x="${left}" y="${y}" width="${at(median) - left}" height="${BAR.height}" rx="2"/>`,
          ...(min < max ? [`  <path class="spread" d="${whisker}"/>`] : []),
          text(left + reach + DIGITS.before, y + 9, min < max ? range(spread) : median.toFixed(2), 'figure'),
        ].join('\n');
      }),
    );
    const title = column.title ? [text(left, first - 14, column.title, 'column')] : [];
    return [...title, ...marks, line('one', 1), ...bars];
  });
  const [{ groups } = { groups: [] }] = columns;
  const names = groups.map((group, place) =>
    text(NAMES - 12, yOf(groups, place) + (group.bars.length * BAR.pitch) / 2 + 3, group.name, 'name'),
  );
  let x = NAMES;
  const keys = legend.flatMap(([tone, label]) => {
    const y = top + HEAD.title + HEAD.line;
    const key = [
      `  <rect class="${tone}" x="${x}" y="${y - 10}" width="12" height="12" rx="2"/>`,
      text(x + 18, y, label),
    ];
    x += 18 + 7 * label.length + 24;
    return key;
  });
  return {
    svg: [heading(top, title), ...keys, ...names, ...drawn].join('\n'),
    height: yOf(groups, groups.length) + FOOT - top,
  };
}

/** Draws figures that have nothing to be compared with, a line each. */
export function drawFigures(
  title: string,
  figures: readonly (readonly [name: string, figure: string])[],
  top: number,
): Drawn {
  const y = (place: number) => top + HEAD.title + HEAD.line * (place + 1) + 4;
  const lines = figures.flatMap(([name, figure], place) => [
    text(0, y(place), name),
    text(LISTED, y(place), figure, 'column'),
  ]);
  return { svg: [heading(top, title), ...lines].join('\n'), height: y(figures.length) - top };
}
