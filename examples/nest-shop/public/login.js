// Signing in: the browser is identified when the form is submitted, and the event's id goes along with the password.

const { createFingerprintFetch } = globalThis.FingerprintGuardBrowser;
const { agent: agentSettings } = JSON.parse(document.getElementById('page-data').textContent);

/**
 * Like `fetch`, but with an event: a new one for each request, and once more if the server says that it may help. A
 * blocked agent is no reason to stop here: the server judges a login without an event.
 */
const send = createFingerprintFetch({ agent: async (options) => (await loadAgent()).get(options) });

let agent;

/** Loads the agent once. After a failure the next call tries again. */
function loadAgent() {
  agent ??= (agentSettings.emulated ? loadEmulator() : loadVendor()).catch((error) => {
    agent = undefined;
    throw error;
  });
  return agent;
}

async function loadVendor() {
  const { url, region } = agentSettings;
  return (await import(url)).start({ region: region === 'global' ? 'us' : region });
}

async function loadEmulator() {
  await new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.addEventListener('load', resolve);
    script.addEventListener('error', () => reject(new Error('The agent could not be loaded.')));
    script.src = agentSettings.url;
    document.head.append(script);
  });
  return globalThis.FingerprintEmulator.load();
}

/** Identifies this browser now. Resolves to the event's id, which is good for one use. */
export async function identify(options) {
  const { event_id } = await (await loadAgent()).get(options);
  return event_id;
}

/** Posts a login, with the event of `requestId` if there is one. Resolves to the status and the body of the answer. */
export async function postSession(requestId, post = fetch) {
  const { email, password } = Object.fromEntries(new FormData(form));
  const response = await post('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, requestId }),
  });
  return { status: response.status, body: await response.json() };
}

function inWords({ status, body }) {
  if (status === 201) {
    return ['good', `Welcome back, ${body.name}.`, 'This visit looks like you. The kettle is on.'];
  }
  if (status === 401)
    return ['bad', 'That doesn’t match.', 'Please check the e-mail address and the password.'];
  if (status === 503) return ['bad', 'We can’t sign you in just now.', 'Please try again in a minute.'];
  const reference = `Reference ${body.decisionId}`;
  if (body.code === 'fingerprint_challenge') {
    return ['ask', 'One more step.', 'To be sure it’s you, we would now send a code by e-mail.', reference];
  }
  if (body.code === 'fingerprint_denied') {
    return [
      'bad',
      'We couldn’t verify this visit.',
      'Try again without script blockers, or write to us.',
      reference,
    ];
  }
  return ['bad', 'Something went wrong.', 'Please try again.'];
}

const form = document.getElementById('login');
const button = form.querySelector('button');
const outcome = document.getElementById('outcome');

function show([state, title, text, reference = '']) {
  outcome.dataset.state = state;
  outcome.querySelector('.outcome-title').textContent = title;
  outcome.querySelector('.outcome-text').textContent = text;
  outcome.querySelector('.outcome-reference').textContent = reference;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  // Not `disabled`: that would take the focus away from who uses the keyboard.
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  show(['busy', 'One moment …', 'Checking this visit.']);
  try {
    const answer = await postSession(undefined, send);
    show(inWords(answer));
    // DEMO ONLY: the panel beside the form shows what the server knows.
    document.dispatchEvent(new CustomEvent('answered', { detail: answer }));
  } catch {
    show(['bad', 'The shop can’t be reached.', 'Please check your connection and try again.']);
  } finally {
    button.removeAttribute('aria-disabled');
  }
});

// Only loads it, so that signing in doesn't wait; nothing is identified yet. A failure shows when signing in.
loadAgent().catch(() => undefined);
