/** One request to the inspector, from any kind of server. */
export interface Call {
  /** The request without its body. */
  request: Request;
  /** The address at the other end of the connection; undefined if the server does not provide it. */
  ip: string | undefined;
  /** Node's own request. */
  native: object | undefined;
  /**
   * Reads the body.
   * @throws RangeError if it is longer than `maxBytes`.
   */
  readBody(maxBytes: number): Promise<string>;
}
