// DEMO ONLY: plays attacks through the login of this page, and shows what the client was told next to what the server
// knows, for your own sign-in too. A real shop has no such panel, and shows its decisions to its staff alone.

import { identify, postSession } from './login.js';

const { attacks, groups, inspector } = JSON.parse(document.getElementById('page-data').textContent);
const [list, story, told, decided, foot] = ['attacks', 'story', 'told', 'decided', 'lab-foot'].map((id) =>
  document.getElementById(id),
);

const OUTCOMES = { allow: 'Allowed', challenge: 'Asked for one more step', deny: 'Denied' };

/** The state of a button's attack. */
const REMEMBERED = { allow: 'Allowed', challenge: 'Challenged', deny: 'Denied' };

/** Played when the page opens: it needs no event, so nobody is identified for it. */
const FIRST = 'no-id';

const YOUR_SIGN_IN = { story: 'Your own sign-in, from this browser.' };

function element(tag, className, ...content) {
  const created = document.createElement(tag);
  if (className) created.className = className;
  created.append(...content);
  return created;
}

async function eventIdFor({ event }) {
  if (event === 'none') return undefined;
  if (event === 'made-up') return `${Date.now()}.${Math.random().toString(36).slice(2, 8).padEnd(6, '0')}`;
  return identify(event);
}

async function play(attack) {
  const requestId = await eventIdFor(attack);
  const answers = [];
  for (let sent = 0; sent < (attack.times ?? 1); sent += 1) answers.push(await postSession(requestId));
  return learn(attack, answers);
}

/** Shows what the server decided, next to what it answered. */
async function learn(visit, answers) {
  const answer = answers.at(-1);
  const response = await fetch(`/demo/decisions/${encodeURIComponent(answer.body.decisionId)}`);
  return { visit, answers, answer, decision: await response.json() };
}

function showBothSides(played) {
  showAnswer(played);
  showDecision(played);
  for (const side of [told, decided]) side.scrollTop = 0;
  const outcome = OUTCOMES[played.decision.action];
  story.replaceChildren(element('p', '', played.visit.story, ' ', element('strong', '', `${outcome}.`)));
}

function showAnswer({ answer: { status, body }, answers }) {
  const earlier = answers
    .slice(0, -1)
    .map((first) => element('p', 'note', `Sent before with the same ID: ${first.status}`));
  told.replaceChildren(
    element('p', `verdict ${status < 400 ? 'allow' : 'deny'}`, `HTTP ${status}`),
    ...earlier,
    element('pre', '', JSON.stringify(body, null, 2)),
  );
}

function showDecision({ decision: { id, action, policy, reasons, observed, signals } }) {
  decided.replaceChildren(
    element(
      'p',
      'decision-head',
      element('span', `verdict ${action}`, OUTCOMES[action]),
      element('span', 'by', 'by the policy ', element('code', '', policy)),
    ),
    ...inspectorLink(id),
    reasonList([...reasons, ...observed]),
    signalList(signals),
  );
}

function inspectorLink(id) {
  if (!inspector) return [];
  const link = element('a', 'inspect', 'Open in the inspector');
  link.href = `${inspector}/#/decisions/${encodeURIComponent(id)}`;
  return [element('p', 'note', link)];
}

function reasonList(reasons) {
  const items = reasons.map(({ rule, level, message }) =>
    element(
      'li',
      level,
      element('code', '', rule),
      element('span', 'level', level),
      element('p', '', message),
    ),
  );
  return items.length > 0
    ? element('ul', 'reasons', ...items)
    : element('p', 'note', 'Nothing speaks against it.');
}

function signalList(signals) {
  const interesting = Object.entries(signals).filter(([, value]) => value !== false);
  const pairs = interesting.map(([name, value]) =>
    element('div', '', element('dt', '', name), element('dd', '', String(value))),
  );
  return element('dl', 'signals', ...pairs);
}

let busy = false;

async function start(attack, button) {
  if (busy) return;
  busy = true;
  for (const other of list.querySelectorAll('button'))
    other.setAttribute('aria-pressed', String(other === button));
  list.setAttribute('aria-busy', 'true');
  try {
    const played = await play(attack);
    showBothSides(played);
    remember(button, played.decision.action);
  } catch (error) {
    story.replaceChildren(element('p', '', `The attack could not be played: ${error.message}`));
  } finally {
    list.removeAttribute('aria-busy');
    busy = false;
  }
}

function remember(button, action) {
  const outcome = button.querySelector('.remembered');
  outcome.className = `remembered ${action}`;
  outcome.textContent = REMEMBERED[action];
}

function attackButton(attack) {
  const title = element('span', 'title', attack.title);
  title.id = `title-${attack.name}`;
  const outcome = element('span', 'remembered', 'Play');
  outcome.id = `outcome-${attack.name}`;
  const button = element('button', '', title, outcome);
  button.type = 'button';
  button.dataset.attack = attack.name;
  button.title = attack.story;
  button.setAttribute('aria-labelledby', title.id);
  button.setAttribute('aria-describedby', outcome.id);
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => start(attack, button));
  return button;
}

for (const [index, group] of groups.entries()) {
  const members = attacks.filter((attack) => attack.group === group);
  if (members.length === 0) continue;
  const heading = element('h3', '', `${group[0].toUpperCase()}${group.slice(1)}`);
  heading.id = `group-${index}`;
  const buttons = element('div', 'buttons', ...members.map(attackButton));
  buttons.setAttribute('role', 'group');
  buttons.setAttribute('aria-labelledby', heading.id);
  list.append(element('div', 'group', heading, buttons));
}

if (inspector) {
  const link = element('a', '', 'Watch every decision in the inspector');
  link.href = `${inspector}/`;
  foot.append(link);
}

document.addEventListener('answered', async ({ detail: answer }) => {
  for (const button of list.querySelectorAll('button')) button.setAttribute('aria-pressed', 'false');
  if (answer.body.decisionId === undefined) return;
  showBothSides(await learn(YOUR_SIGN_IN, [answer]));
});

const first = list.querySelector(`[data-attack="${FIRST}"]`);
if (first)
  start(
    attacks.find(({ name }) => name === FIRST),
    first,
  );
