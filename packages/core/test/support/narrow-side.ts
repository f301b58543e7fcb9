/** A server that works on a few questions at once, for a fixed time each; the rest wait in line. */
export function narrowSide(connections: number, serviceMs: number) {
  let free = connections;
  const queue: (() => void)[] = [];
  const side = {
    serviceMs,
    asked: 0,
    ask: async (): Promise<void> => {
      side.asked++;
      if (free === 0) await new Promise<void>((resolve) => queue.push(resolve));
      else free--;
      await new Promise((resolve) => setTimeout(resolve, side.serviceMs));
      const next = queue.shift();
      if (next) next();
      else free++;
    },
  };
  return side;
}
