/** One request to the inspector, whichever server it came through. */
export interface Call {
  /** Without its body. */
  request: Request;
  /** The address at the other end of the connection; undefined if the server does not tell. */
  ip: string | undefined;
  /** Node's own request. */
  native: object | undefined;
  /**
   * Reads the body.
   * @throws RangeError if it is longer than `maxBytes`.
   */
  readBody(maxBytes: number): Promise<string>;
}
