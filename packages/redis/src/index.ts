export { createRedisBudget, type RedisBudgetOptions } from './budget.js';
export type { IoredisClient, NodeRedisClient, RedisClient } from './client.js';
export { createRedisEventCache } from './event-cache.js';
export type { RedisStoreOptions } from './options.js';
export { createRedisReplayStore } from './replay-store.js';
