/** An agent as the v4 one is, with a new ID each time. */
export function newAgent(prefix = 'event') {
  let count = 0;
  return {
    asked: [] as unknown[],
    async get(options?: object) {
      this.asked.push(options);
      count += 1;
      return { event_id: `${prefix}-${count}`, sealed_result: null };
    },
  };
}

/** Never resolves. */
export const never = () => new Promise<never>(() => undefined);
