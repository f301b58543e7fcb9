/** True for an error of any realm: under Jest and in a `vm` context, errors of Node itself have another `Error` class. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}
