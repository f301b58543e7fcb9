/** Redis's own clock, in whole ms. Redis 5 and later replicate the effects of the script, not the script. */
export const REDIS_TIME = `(function()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end)()`;

/**
 * The budget as one atomic script. It does for all instances what a guard's own budget and client records do for one.
 *
 * - `KEYS`: the budget (a hash), the instances (by the time they were last seen), the clients concerned.
 * - `ARGV`: `take`, the instance, rate and burst (empty if the budget follows the API's answers), the longest wait, `1`
 *   for a spare turn. Answers `{ outcome, wait, instances, rate, pause }`: 0 granted, 1 spent, 2 suspect; in ms; rate
 *   and wait are of the limit in force, the rate empty if there is none; the pause is the API's.
 * - `ARGV`: `learn`, the instance, rate and burst, the number of answers, the pause of a 429 (empty if there was none),
 *   and for each client how many more IDs were known and unknown.
 *
 * Times in the future count as now: after a failover, Redis may have another clock.
 * @param now The clock, ms, as a Lua expression.
 */
export const budgetScript = (now: string): string => `
local now = ${now}
local fixedRate, fixedBurst = tonumber(ARGV[3]), tonumber(ARGV[4])

local names = { 'tokens', 'filledAt', 'rate', 'grownAt', 'shrunkAt', 'limitedAt', 'pausedUntil', 'shortUntil',
  'second', 'count', 'countBefore' }
local kept = redis.call('HMGET', KEYS[1], unpack(names))
local budget = {}
for index, name in ipairs(names) do budget[name] = kept[index] and tonumber(kept[index]) end
for _, name in ipairs({ 'filledAt', 'grownAt', 'shrunkAt', 'limitedAt' }) do
  budget[name] = math.min(budget[name] or now, now)
end
budget.pausedUntil = math.min(budget.pausedUntil or 0, now + 60000)
budget.shortUntil = math.min(budget.shortUntil or 0, now + 10000)

local function fill(rate, burst)
  budget.tokens = math.min(burst, (budget.tokens or burst) + (now - budget.filledAt) / 1000 * rate)
  budget.filledAt = now
end

local function setRate(rate)
  fill(budget.rate, budget.rate * 3)
  budget.rate = rate
end

local function forgetOldLimit()
  if not fixedRate and budget.rate and now - budget.limitedAt > 60000 then
    budget.rate = nil
    budget.tokens = nil
  end
end

local function limitInForce()
  if fixedRate then return fixedRate, fixedBurst end
  if not budget.rate then return nil end
  local steps = math.floor((now - math.max(budget.grownAt, budget.limitedAt)) / 1000)
  if steps > 0 then
    budget.grownAt = now
    setRate(budget.rate + steps)
  end
  return budget.rate, budget.rate * 3
end

local function save()
  local pairs = {}
  for _, name in ipairs(names) do
    table.insert(pairs, name)
    table.insert(pairs, budget[name] and string.format('%.17g', budget[name]) or '')
  end
  redis.call('HSET', KEYS[1], unpack(pairs))
  local fullIn = fixedRate and budget.tokens and (fixedBurst - budget.tokens) / fixedRate * 1000 or 0
  redis.call('PEXPIRE', KEYS[1], math.ceil(math.max(120000, fullIn)))
end

local function clientAt(key)
  local text = redis.call('GET', key)
  if not text then return 0, 0 end
  local known, unknown, at = string.match(text, '^(%S+) (%S+) (%S+)$')
  if not at then return 0, 0 end
  local share = 0.5 ^ (math.max(0, now - tonumber(at)) / 30000)
  return tonumber(known) * share, tonumber(unknown) * share
end

local function instances()
  redis.call('ZADD', KEYS[2], now, ARGV[2])
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - 60000)
  redis.call('ZREMRANGEBYSCORE', KEYS[2], now + 1, '+inf')
  redis.call('PEXPIRE', KEYS[2], 60000)
  return redis.call('ZCARD', KEYS[2])
end

local function take()
  local maxWait, isSpare = tonumber(ARGV[5]), ARGV[6] == '1'
  forgetOldLimit()
  local rate, burst = limitInForce()
  local wait = math.max(0, budget.pausedUntil - now)
  local isShort = math.max(budget.pausedUntil, budget.shortUntil) > now
  if rate then
    fill(rate, burst)
    wait = math.max(wait, (1 - budget.tokens) / rate * 1000)
    isShort = isShort or (budget.tokens - (isSpare and 1 or 0)) / burst < 0.5
  end
  local outcome = 0
  if isSpare and isShort or wait > maxWait then outcome = 1 end
  if KEYS[3] and isShort then
    local known, unknown = clientAt(KEYS[3])
    if unknown >= 3 and unknown > known then outcome = 2 end
  end
  if rate then
    if outcome == 0 then budget.tokens = budget.tokens - 1 end
    save()
  end
  local pause = math.max(0, budget.pausedUntil - now)
  return { outcome, math.ceil(wait), instances(), rate and string.format('%.17g', rate) or '', math.ceil(pause) }
end

local function answered(count)
  local second = math.floor(now / 1000)
  if budget.second ~= second then
    budget.countBefore = budget.second == second - 1 and budget.count or 0
    budget.count = 0
    budget.second = second
  end
  budget.count = budget.count + count
end

local function limited(pause)
  budget.shortUntil = now + 10000
  budget.pausedUntil = math.max(budget.pausedUntil, now + math.min(pause, 60000))
  if fixedRate then return end
  budget.limitedAt = now
  if not budget.rate then
    budget.rate = math.max(5, math.max(budget.count, budget.countBefore) * 0.7)
    budget.tokens = 0
    budget.filledAt = now
    budget.grownAt = now
    budget.shrunkAt = now
  elseif now - budget.shrunkAt >= 1000 then
    budget.shrunkAt = now
    setRate(math.max(1, budget.rate * 0.7))
  end
end

local function count(key, moreKnown, moreUnknown)
  local known, unknown = clientAt(key)
  known = math.max(0, known + moreKnown)
  unknown = math.max(0, unknown + moreUnknown)
  local halvings = math.log(math.max(1, known + unknown)) / math.log(2)
  redis.call('SET', key, string.format('%.9g %.9g %.0f', known, unknown, now),
    'PX', math.ceil(30000 * (4 + halvings)))
end

if ARGV[1] == 'take' then return take() end
forgetOldLimit()
answered(tonumber(ARGV[5]))
local pause = tonumber(ARGV[6])
if pause then limited(pause) end
save()
for index = 3, #KEYS do count(KEYS[index], tonumber(ARGV[2 * index + 1]), tonumber(ARGV[2 * index + 2])) end
return 'OK'
`;
