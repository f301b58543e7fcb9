/**
 * The part of the agent's script that plays what agents do wrong in the field, as the parameters of the script's own
 * address ask for, and how the agent of v3 spells its results.
 */
export const AGENT_FAULTS = `
  const faults = ['cache', 'fail', 'hang', 'repeat', 'version'];
  const storageKey = 'fingerprint-emulator';

  function readFaults(parameters) {
    for (const name of parameters.keys()) {
      if (!faults.includes(name)) {
        throw new Error('FingerprintEmulator: unknown parameter ' + name + ' of agent.js; known parameters: ' + faults.join(', '));
      }
    }
    const number = (name, standard) => {
      const value = parameters.get(name);
      return value === '' ? standard : value === 'load' ? 0 : Number(value);
    };
    const version = parameters.get('version') || '4';
    const read = {
      seconds: number('cache', 3600),
      failures: number('fail', Infinity),
      hangs: number('hang', Infinity),
      repetitions: number('repeat', Infinity),
    };
    if (Object.values(read).some((value) => !(value >= 0)) || !['3', '4'].includes(version)) {
      throw new Error('FingerprintEmulator: parameters of agent.js are numbers, load for fail and hang; version is 3 or 4');
    }
    return { ...read, caches: parameters.has('cache'), isV3: version === '3' };
  }

  async function playLoading(parameters) {
    if (parameters.get('hang') === 'load') await new Promise(() => {});
    if (parameters.get('fail') === 'load') throw new Error('FingerprintEmulator: loading fails, as agent.js?fail=load asks');
  }

  const asV3 = ({ event_id, visitor_id, sealed_result }) => ({
    requestId: event_id,
    visitorId: visitor_id,
    visitorFound: true,
    confidence: { score: 1 },
    sealedResult: sealed_result,
  });

  function withFaults(identify, parameters) {
    let { seconds, failures, hangs, repetitions, caches, isV3 } = readFaults(parameters);
    const hit = isV3 ? 'cacheHit' : 'cache_hit';
    let last;

    async function identifyThroughCache(options) {
      const { until = 0, result: kept } = JSON.parse(sessionStorage.getItem(storageKey)) || {};
      if (!options.ignoreCache && Date.now() < until) return { ...kept, [hit]: true };
      const result = await identify(options);
      sessionStorage.setItem(storageKey, JSON.stringify({ until: Date.now() + seconds * 1000, result }));
      return { ...result, [hit]: false };
    }

    return async (options = {}) => {
      if (hangs-- > 0) await new Promise(() => {});
      if (failures-- > 0) throw new Error('FingerprintEmulator: fails, as agent.js?fail asks');
      if (last && repetitions-- > 0) return last;
      const result = await (caches ? identifyThroughCache(options) : identify(options));
      last = isV3 ? { ...asV3(result), ...(caches && { [hit]: result[hit] }) } : result;
      return last;
    };
  }
`;
