import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventFromBytes } from '../../src/event/lazy-raw.js';
import { parseEvent } from '../../src/event/parse-event.js';

const NAME = 'raw_device_attributes';

/** What any other parser makes of the text, but for the attributes of the event itself. */
function withoutAttributes(json: unknown): unknown {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return json;
  const { [NAME]: _leftOut, ...rest } = json as Record<string, unknown>;
  return rest;
}

/** Text that a scanner could take for the end of a string, of an object, or for the name. */
const tricky = fc
  .array(
    fc.constantFrom('"', '\\', '\\\\', '{', '}', '[', ']', ':', ',', ' ', NAME, `"${NAME}":{`, 'é', '😀'),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));
const key = fc.oneof({ arbitrary: fc.constant(NAME), weight: 2 }, tricky, fc.string());
const json = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    tricky,
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
}));
const text = fc
  .tuple(fc.oneof(json.object, json.value), fc.constantFrom(0, 1, '\t'))
  .map(([value, indent]) => JSON.stringify(value, undefined, indent));

describe('an event is parsed without its raw device attributes', () => {
  test.each([
    ['{"raw_device_attributes":{"a":"}","b":["{",{"c":"\\\\"}]},"bot":"bad"}'],
    ['{"bot":"bad",\n  "raw_device_attributes" : {\n "a": "\\"}" }\n}'],
    ['{"raw_device_attributes":{},"bot":"bad"}'],
  ])('%s', (event) => {
    expect(JSON.parse(event)).toMatchObject({ [NAME]: expect.any(Object) });
    expect(parseEvent(event)).toEqual({ bot: 'bad', [NAME]: expect.any(String) });
  });

  test.each([
    // The client's own tags, of which nothing may be lost.
    ['{"tags":{"raw_device_attributes":{"a":1}},"bot":"bad"}'],
    ['{"tags":{"raw_device_attributes":{"a":1}},"raw_device_attributes":{"b":2}}'],
    ['{"tags":{"raw_device_attributes":{"a":1}},"raw_device_attributes":null}'],
    ['{"tags":{"x\\"raw_device_attributes":{"a":1}},"raw_device_attributes":{"b":2}}'],
    ['{"raw_device_attributes":{"a":1},"raw_device_attributes":{"b":2}}'],
    ['{"raw_device_attributes":"left out"}'],
    ['[{"raw_device_attributes":{"a":1}}]'],
    ['null'],
  ])('%s is parsed whole', (event) => {
    expect(parseEvent(event)).toEqual(JSON.parse(event));
  });

  test('any JSON is the same in all else', () => {
    fc.assert(
      fc.property(text, (event) => {
        expect(withoutAttributes(parseEvent(event))).toEqual(withoutAttributes(JSON.parse(event)));
      }),
      { numRuns: 2000 },
    );
  });

  test('any text that is JSON is accepted, and no other error than that of a parser is thrown', () => {
    const damaged = fc.tuple(text, fc.nat(), fc.nat({ max: 3 }), tricky).map(([event, at, length, more]) => {
      const start = at % (event.length + 1);
      return event.slice(0, start) + more + event.slice(start + length);
    });
    const outcome = (parse: (event: string) => unknown, event: string) => {
      try {
        return { json: withoutAttributes(parse(event)) };
      } catch (error) {
        return { error: (error as Error).name };
      }
    };
    fc.assert(
      fc.property(damaged, (event) => {
        const expected = outcome(JSON.parse, event);
        const actual = outcome(parseEvent, event);
        const isLenient = expected.error !== undefined && event.includes(NAME);
        if (isLenient) expect([undefined, 'SyntaxError']).toContain(actual.error);
        else expect(isDeepStrictEqual(actual, expected)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the raw event', () => {
  const bytes = (event: string) => new TextEncoder().encode(event);

  test('is whole', () => {
    const event = { event_id: '1.a', timestamp: 1, raw_device_attributes: { fonts: { value: ['Arial'] } } };
    expect(eventFromBytes(bytes(JSON.stringify(event)))).toMatchObject({ eventId: '1.a', raw: event });
  });

  test('is a field like any other: of a frozen event too, and it can be replaced', () => {
    const event = () => eventFromBytes(bytes('{"event_id":"1.a","raw_device_attributes":{"a":1}}'));
    const whole = { event_id: '1.a', raw_device_attributes: { a: 1 } };
    expect(Object.freeze(event()).raw).toEqual(whole);
    expect({ ...event() }.raw).toEqual(whole);
    expect(structuredClone(event()).raw).toEqual(whole);
    expect(Object.assign(event(), { raw: 1 }).raw).toBe(1);
    const read = event();
    expect(read.raw).toBe(read.raw);
    read.raw = 2;
    expect(read.raw).toBe(2);
  });

  test('is undefined if its attributes are broken; the event is read all the same', () => {
    const event = eventFromBytes(bytes('{"event_id":"1.a","raw_device_attributes":{oops},"bot":"bad"}'));
    expect(event).toMatchObject({ eventId: '1.a', bot: 'bad', raw: undefined });
  });
});
