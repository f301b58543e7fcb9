/** Why a behaviour of the suite cannot hold on a runtime, in the words of the documents. */
export const CANNOT = {
  headerOrder: 'the order of headers is unknown: a `Request` does not keep it',
  noConnection: 'no proxy is trusted by its address: Hono learns nothing of the connection on Workers',
  alwaysSet: '`cf-connecting-ip` is never absent: it is set in front of the Worker',
  asConfigured: '`cf-connecting-ip` is never what a client sends: it is set in front of the Worker',
} as const;

/** Why the suite cannot play a behaviour from another process, in the words of the documents. */
export const UNSEEN = {
  clock: "the test moves the guard's clock",
  synchronous:
    '`clientIp`, `geo`, `linkedId` or `policyFor` is a function of the test, which answers at once',
  fetch: '`fetch` is a function of the test, which receives what is not plain data',
  guard: 'the test calls the guard itself, for example to change its policies',
  connection: "the test looks at the server's own end of a connection",
} as const;
