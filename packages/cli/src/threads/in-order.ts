/** Starts work on items, up to a number of them at once, and yields the results in the order of the items. */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for await (const item of items) {
    const result = work(item);
    // It is thrown once it is its turn.
    result.catch(() => undefined);
    running.push(result);
    if (running.length >= atOnce) yield running.shift() as Promise<Result>;
  }
  yield* running;
}
