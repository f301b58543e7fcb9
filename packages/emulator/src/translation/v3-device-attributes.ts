import { isObject, type Json, type JsonObject } from '../json.js';

const IRREGULAR: Readonly<Record<string, string>> = {
  indexed_db: 'indexedDB',
  webgl_basics: 'webGlBasics',
  webgl_extensions: 'webGlExtensions',
};

const CANVAS_NAMES: Readonly<Record<string, string>> = {
  winding: 'Winding',
  geometry: 'Geometry',
  text: 'Text',
};

/** Writes a device's raw attributes in the form of v3: each value wrapped, its names in camel case. */
export function v3DeviceAttributes(attributes: Json | undefined): JsonObject | undefined {
  if (!isObject(attributes)) return undefined;
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      IRREGULAR[name] ?? camelCase(name),
      { value: name === 'canvas' ? withNames(value, (key) => CANVAS_NAMES[key] ?? key) : camelCased(value) },
    ]),
  );
}

const camelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function camelCased(value: Json): Json {
  if (Array.isArray(value)) return value.map(camelCased);
  return isObject(value) ? withNames(value, camelCase, camelCased) : value;
}

function withNames(
  value: Json,
  nameFrom: (key: string) => string,
  valueFrom: (value: Json) => Json = (same) => same,
): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [nameFrom(key), valueFrom(inner)]));
}
