import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type Part, ROOMS } from '../support/rooms.js';
import { root } from './documents.js';

const src = join(root, 'packages', 'core', 'src');

/** The folders of core's sources, and which of the others each imports from. */
export function readRooms(): Map<string, Set<string>> {
  const rooms = new Map<string, Set<string>>();
  const roomOf = (file: string): string | undefined => {
    const [room, ...rest] = relative(src, file).split(sep);
    return rest.length > 0 ? room : undefined;
  };
  for (const name of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    const file = join(src, name);
    const room = roomOf(file);
    if (room === undefined || !name.endsWith('.ts')) continue;
    const imported = rooms.get(room) ?? new Set();
    rooms.set(room, imported);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/ from '(\.[^']+)'/g)) {
      const target = roomOf(join(file, '..', path));
      if (target !== undefined && target !== room) imported.add(target);
    }
  }
  return rooms;
}

/**
 * The rooms by floor, the lowest last: each imports only from floors below its own.
 * @throws Error if rooms import each other in a circle.
 */
export function floorsOf(rooms: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const heights = new Map<string, number>();
  const heightOf = (room: string, above: string[]): number => {
    if (above.includes(room)) throw new Error(`a circle of imports: ${[...above, room].join(' → ')}`);
    const known = heights.get(room);
    if (known !== undefined) return known;
    const below = [...(rooms.get(room) ?? [])].map((other) => heightOf(other, [...above, room]));
    const height = Math.max(-1, ...below) + 1;
    heights.set(room, height);
    return height;
  };
  const floors: string[][] = [];
  for (const room of [...rooms.keys()].sort()) {
    const height = heightOf(room, []);
    floors[height] = [...(floors[height] ?? []), room];
  }
  return floors.reverse();
}

const WIDTH = 720;
const BOX = { width: 150, height: 40, gap: 18 };
const FLOOR = 58;

/** What the colours of the picture mean. */
const LEGEND: Readonly<Record<Part, string>> = {
  whole: 'puts it together',
  talking: 'talks to others',
  pure: 'pure',
  shared: 'below both halves',
};

function partOf(room: string): string | undefined {
  return Object.entries(ROOMS).find(([, rooms]) => rooms.includes(room))?.[0];
}

/** The house as a picture, which reads in light and dark. */
export function drawHouse(floors: readonly string[][]): string {
  const boxes = floors.flatMap((rooms, floor) => {
    const width = rooms.length * BOX.width + (rooms.length - 1) * BOX.gap;
    const y = 12 + floor * FLOOR;
    return rooms.map((room, place) => {
      const x = (WIDTH - width) / 2 + place * (BOX.width + BOX.gap);
      return `  <rect class="${partOf(room)}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/>
  <text x="${x + BOX.width / 2}" y="${y + 25}">${room}</text>`;
    });
  });
  const bottom = 12 + floors.length * FLOOR;
  const legend = Object.entries(LEGEND).map(([part, label], place) => {
    const x = 30 + place * 180;
    return `  <rect class="${part}" x="${x}" y="${bottom}" width="20" height="20" rx="4"/>
  <text class="note" x="${x + 30}" y="${bottom + 15}">${label}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 34}" role="img" aria-label="The rooms of the core, floor by floor" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif">
  <style>
    :root { color-scheme: light dark; }
    text { fill: #1f2328; font-size: 15px; text-anchor: middle; }
    .note { font-size: 13px; text-anchor: start; }
    rect { stroke-width: 1.5; }
    .whole { fill: #ffffff; stroke: #8c959f; }
    .talking { fill: #ddf4ff; stroke: #54aeff; }
    .pure { fill: #dafbe1; stroke: #4ac26b; }
    .shared { fill: #fff8c5; stroke: #d4a72c; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .whole { fill: #151b23; stroke: #656c76; }
      .talking { fill: #0c2d6b; stroke: #388bfd; }
      .pure { fill: #033a16; stroke: #2ea043; }
      .shared { fill: #341a00; stroke: #bb8009; }
    }
  </style>
${[...boxes, ...legend].join('\n')}
</svg>
`;
}
