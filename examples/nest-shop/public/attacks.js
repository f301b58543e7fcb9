// DEMO ONLY: plays attacks through the login of this page, and shows what the client was told beside what the server
// knows. A real shop has no such panel, and shows its decision log to its staff alone.

import { identify, postSession } from './login.js';

const { attacks } = JSON.parse(document.getElementById('page-data').textContent);
const [list, story, told, decided] = ['attacks', 'story', 'told', 'decided'].map((id) =>
  document.getElementById(id),
);

const OUTCOMES = { allow: 'Let in', challenge: 'Asked for one more step', deny: 'Refused' };

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
  const answer = answers.at(-1);
  const response = await fetch(`/demo/decisions/${encodeURIComponent(answer.body.decisionId)}`);
  return { attack, answers, answer, decision: await response.json() };
}

function showAnswer({ answer: { status, body }, answers }) {
  const earlier = answers
    .slice(0, -1)
    .map((first) => element('p', 'note', `Sent before with the same id: ${first.status}`));
  told.replaceChildren(
    element('p', `verdict ${status < 400 ? 'allow' : 'deny'}`, `HTTP ${status}`),
    ...earlier,
    element('pre', '', JSON.stringify(body, null, 2)),
  );
}

function showDecision({ decision: { action, reasons, observed, signals } }) {
  decided.replaceChildren(
    element('p', `verdict ${action}`, OUTCOMES[action]),
    reasonList([...reasons, ...observed]),
    signalList(signals),
  );
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
  for (const other of list.children) other.setAttribute('aria-pressed', String(other === button));
  list.setAttribute('aria-busy', 'true');
  try {
    const played = await play(attack);
    showAnswer(played);
    showDecision(played);
    const outcome = OUTCOMES[played.decision.action];
    story.replaceChildren(element('p', '', attack.story, ' ', element('strong', '', `${outcome}.`)));
  } catch (error) {
    story.replaceChildren(element('p', '', `The attack could not be played: ${error.message}`));
  } finally {
    list.removeAttribute('aria-busy');
    busy = false;
  }
}

for (const attack of attacks) {
  const button = element('button', '', attack.title);
  button.type = 'button';
  button.dataset.attack = attack.name;
  button.title = attack.story;
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => start(attack, button));
  list.append(button);
}
