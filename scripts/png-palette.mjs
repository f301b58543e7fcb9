import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = 8;
const COLOURS = 256;

/** The number of colours that are reserved for different hues. */
const HUES = 192;

/**
 * Reduces a picture of a page to its 256 most frequent colours: a quarter of the size, without a visible difference.
 * @param png 8 bits per channel, not interlaced, as browsers write it.
 */
export function withPalette(png) {
  const { width, height, channels, pixels } = decode(png);
  const counts = new Map();
  const colours = new Uint32Array(width * height);
  for (let at = 0; at < colours.length; at++) {
    const from = at * channels;
    const colour = (pixels[from] << 16) | (pixels[from + 1] << 8) | pixels[from + 2];
    colours[at] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = choosePalette(counts);
  const places = new Map([...counts.keys()].map((colour) => [colour, nearest(palette, colour)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < colours.length; at++) rows[at + Math.floor(at / width) + 1] = places.get(colours[at]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    chunk('IHDR', head),
    chunk(
      'PLTE',
      Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])),
    ),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Takes the most frequent colour of each hue first, so that no hue is lost, and then the most frequent of all. */
function choosePalette(counts) {
  const frequent = [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => colour);
  const hues = new Map();
  for (const colour of frequent) {
    const hue = colour & 0xf0f0f0;
    if (!hues.has(hue)) hues.set(hue, colour);
  }
  const distinct = [...hues.values()].slice(0, HUES);
  return [...new Set([...distinct, ...frequent])].slice(0, COLOURS);
}

function nearest(palette, colour) {
  let [place, least] = [0, Number.POSITIVE_INFINITY];
  for (const [index, known] of palette.entries()) {
    const distance = [16, 8, 0].reduce(
      (sum, shift) => sum + (((known >> shift) & 255) - ((colour >> shift) & 255)) ** 2,
      0,
    );
    if (distance < least) [place, least] = [index, distance];
  }
  return place;
}

function decode(png) {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const channels = png[25] === 6 ? 4 : 3;
  const data = [];
  for (let at = SIGNATURE; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return {
    width,
    height,
    channels,
    pixels: unfilter(inflateSync(Buffer.concat(data)), width * channels, channels),
  };
}

/** Undoes the filter of each row: PNG, section 9. */
function unfilter(raw, rowBytes, channels) {
  const pixels = Buffer.alloc((raw.length / (rowBytes + 1)) * rowBytes);
  for (let row = 0; row * rowBytes < pixels.length; row++) {
    const filter = raw[row * (rowBytes + 1)];
    for (let column = 0; column < rowBytes; column++) {
      const at = row * rowBytes + column;
      const left = column < channels ? 0 : pixels[at - channels];
      const above = row === 0 ? 0 : pixels[at - rowBytes];
      const corner = row === 0 || column < channels ? 0 : pixels[at - rowBytes - channels];
      const expected = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      pixels[at] = raw[row * (rowBytes + 1) + 1 + column] + expected;
    }
  }
  return pixels;
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value));
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
