import { AGENT_PATH } from './cross-origin.js';
import { AGENT_FAULTS } from './faults.js';

/**
 * The script a page loads from the emulator in place of the vendor's agent: it posts what the browser shows of
 * itself, and resolves to the event made of it.
 */
export const AGENT_SCRIPT = `'use strict';
(() => {
  const script = document.currentScript;
  const endpoint = script && script.src ? new URL('.${AGENT_PATH}', script.src).href : undefined;
  const known = ['scenario', 'overrides', 'linkedId', 'tag', 'tags', 'timeout', 'ignoreCache'];
${AGENT_FAULTS}
  function gpu() {
    try {
      const gl = document.createElement('canvas').getContext('webgl');
      const info = gl.getExtension('WEBGL_debug_renderer_info');
      return gl.getParameter(info.UNMASKED_RENDERER_WEBGL);
    } catch {
      return '';
    }
  }

  function seen() {
    return {
      url: location.href,
      webdriver: navigator.webdriver === true,
      userAgent: navigator.userAgent,
      platform: navigator.platform,
      language: navigator.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      screenWidth: screen.width,
      screenHeight: screen.height,
      cores: navigator.hardwareConcurrency,
      gpu: gpu(),
    };
  }

  async function identify(options) {
    for (const name of Object.keys(options)) {
      if (!known.includes(name)) {
        throw new Error('FingerprintEmulator: unknown option ' + name + '; known options: ' + known.join(', '));
      }
    }
    let response;
    try {
      response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        credentials: 'omit',
        body: JSON.stringify({ ...options, ...seen() }),
      });
    } catch (cause) {
      throw new Error('FingerprintEmulator: no emulator answers at ' + endpoint, { cause });
    }
    const answer = await response.json();
    if (!response.ok) throw new Error('FingerprintEmulator: ' + answer.error.message);
    return answer;
  }

  globalThis.FingerprintEmulator = {
    async load(defaults = {}) {
      if (!endpoint) {
        throw new Error('FingerprintEmulator: load agent.js with a script element that has a src and is no module');
      }
      const parameters = new URL(script.src).searchParams;
      const get = withFaults((options) => identify({ ...defaults, ...options }), parameters);
      await playLoading(parameters);
      return { get };
    },
  };
})();
`;
