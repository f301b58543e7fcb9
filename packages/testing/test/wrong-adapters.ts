import { setImmediate as turn } from 'node:timers/promises';
import { type IncomingRequest, problemResponse } from '@fingerprint-guard/core';
import { answer, type Exchange, type Parts, RIGHT } from './plain-adapter.js';

/** An adapter that gets one thing wrong, and behaviours of the suite that it cannot have. */
interface WrongAdapter {
  what: string;
  parts: Partial<Parts>;
  caughtBy: readonly [group: string, behaviour: string][];
}

/** The request as the right adapter sees it, but for some of it. */
const translated =
  (change: (request: IncomingRequest, exchange: Exchange) => Partial<IncomingRequest>): Parts['translate'] =>
  (exchange) => {
    const request = RIGHT.translate(exchange);
    return { ...request, ...change(request, exchange) };
  };

const ONE_FOR_ALL = {};

const LATEST: { exchange?: Exchange } = {};

export const WRONG_ADAPTERS: readonly WrongAdapter[] = [
  {
    what: 'never blocks',
    parts: { blocks: () => false },
    caughtBy: [
      ['an attack:', 'a bad bot is blocked, and an honest visit is not'],
      ['an attack:', 'a request without an event is blocked, and costs no lookup'],
      ['an agent', 'is judged by a policy that wants a human'],
      ['a challenge', 'blocks the request if no handler does the step-up'],
      ['an outage:', 'the API answers 500: strict answers 503'],
    ],
  },
  {
    what: 'blocks what is denied, and lets challenges pass',
    parts: { blocks: (blocked) => blocked?.decision.action === 'deny' },
    caughtBy: [
      ['a challenge', 'blocks the request if no handler does the step-up'],
      [
        'an agent',
        'is judged by a policy that allows agents that customers of OpenAI sign, and asks others for more',
      ],
    ],
  },
  {
    what: 'answers, and runs the handler all the same',
    parts: {
      async answer(blocked, exchange, onBlocked) {
        await RIGHT.answer(blocked, exchange, onBlocked);
        throw new Error('on to the handler');
      },
      fail: (_exchange, goOn) => goOn(),
    },
    caughtBy: [
      ['an attack:', 'a bad bot is blocked, and an honest visit is not'],
      ['a CORS preflight', 'is never a HEAD, which is judged like a GET'],
    ],
  },
  {
    what: 'tells the client why',
    parts: {
      async answer({ decision, problem }, exchange) {
        answer(exchange, { ...problem, body: { ...problem.body, reasons: decision.reasons } });
      },
    },
    caughtBy: [['an attack:', 'a bad bot is blocked, and an honest visit is not']],
  },
  {
    what: 'lets caches store the answers to blocked requests',
    parts: {
      async answer({ problem }, exchange) {
        answer(exchange, { ...problem, headers: { 'content-type': 'application/problem+json' } });
      },
    },
    caughtBy: [
      ['an attack:', 'a bad bot is blocked, and an honest visit is not'],
      ['a challenge', 'without an event becomes a 503 that says when to try again: a route without step-up'],
    ],
  },
  {
    what: 'blames the client for an outage',
    parts: {
      async answer({ problem }, exchange) {
        answer(exchange, { ...problem, status: 403 });
      },
    },
    caughtBy: [
      ['an outage:', 'the API answers 500: strict answers 503'],
      ['a replay store', 'that rejects: strict answers 503'],
    ],
  },
  {
    what: 'ignores passChallenge',
    parts: {
      heed: ({ options: { passChallenge: _, ...options } = {}, ...require }) => ({ ...require, options }),
    },
    caughtBy: [['a challenge', 'reaches a handler that does the step-up itself']],
  },
  {
    what: 'judges every route by the policy of the guard',
    parts: { heed: ({ options = {} }) => ({ options }) },
    caughtBy: [
      ['an honest visit', 'is judged by the policy that its route names'],
      ['fingerprint, which only attaches:', 'a route applies its own policy, whatever decision was attached'],
      ['configuration:', 'an unknown policy is an error, never a pass: with its own guard'],
      ['configuration:', 'the name of a preset stands for it, unless the guard has a policy of that name'],
    ],
  },
  {
    what: 'asks for an event if the request itself is judged',
    parts: { heed: ({ edge: _, ...require }) => require },
    caughtBy: [
      ['requireEdge:', 'needs no event: a browser passes because of its own headers'],
      [
        'requireEdge:',
        'behind an attached guard is judged without an event, and the attached decision is separate',
      ],
    ],
  },
  {
    what: 'loses the order and the spelling of headers',
    parts: { translate: translated(() => ({ rawHeaders: undefined })) },
    caughtBy: [['requireEdge:', 'sends headers in their order, with secrets blanked']],
  },
  {
    what: 'does not say which route it is',
    parts: { translate: translated(() => ({ route: undefined })) },
    caughtBy: [['a decision', 'says which request it is about, and when that was: with its own guard']],
  },
  {
    what: 'gives the path instead of the pattern of the route',
    parts: { translate: translated(({ url }) => ({ route: url })) },
    caughtBy: [['a decision', 'says which request it is about, and when that was: with its own guard']],
  },
  {
    what: 'receives no body',
    parts: { translate: translated(() => ({ body: undefined })) },
    caughtBy: [['an honest visit', 'may carry its event ID in the body, as eventId']],
  },
  {
    what: 'takes the last of several values',
    parts: {
      translate: translated(({ url }) => ({
        query: Object.fromEntries(new URL(url, 'http://shop.example').searchParams),
      })),
    },
    caughtBy: [['bad input:', 'an ID that is two values in the query is malformed, and no call is made']],
  },
  {
    what: 'lets requests pass that it fails to judge',
    parts: { fail: (_exchange, goOn) => goOn() },
    caughtBy: [
      ['skip', 'as a function that throws: an error, never a pass'],
      ['skip', 'of the guard attached app-wide, as an async function that throws: an error, never a pass'],
      ['onBlocked', 'rejects: an error, never a pass'],
      ['configuration:', 'an unknown policy is an error, never a pass: by the guard attached app-wide'],
    ],
  },
  {
    what: 'blocks by the action, whatever the mode',
    parts: {
      attach(exchange, decision) {
        RIGHT.attach(exchange, decision);
        if (decision && decision.action !== 'allow') answer(exchange, problemResponse(decision));
      },
    },
    caughtBy: [
      ['monitor mode', 'lets bad-bot pass and records what would have blocked it'],
      [
        'fingerprint, which only attaches:',
        'a route that requires no decision has one, which blocks nothing',
      ],
    ],
  },
  {
    what: 'blocks where it should only attach',
    parts: {
      judge: (adapter, exchange, guard, skip) =>
        adapter.require(exchange, { guard, options: skip ? { skip } : {} }),
    },
    caughtBy: [
      [
        'fingerprint, which only attaches:',
        'the ID is not used up: a later request that requires a decision can use it',
      ],
    ],
  },
  {
    what: 'takes each step for another request',
    parts: { identity: () => ({}) },
    caughtBy: [
      [
        'fingerprint, which only attaches:',
        'a request with an attached and a required decision makes one lookup and one claim',
      ],
    ],
  },
  {
    what: 'takes all requests for one',
    parts: { identity: () => ONE_FOR_ALL },
    caughtBy: [
      ['concurrency:', 'of 40 requests with one ID exactly one is let through, by one lookup'],
      ['an attack:', 'an event that was used before is blocked, and the answer does not ask for a new one'],
    ],
  },
  {
    what: 'judges the request that came last',
    parts: {
      async judge(adapter, exchange, guard, skip) {
        LATEST.exchange = exchange;
        for (let turns = 0; turns < 10; turns++) await turn();
        return adapter.attach(LATEST.exchange, guard, skip);
      },
    },
    caughtBy: [['concurrency:', 'concurrent requests do not get mixed up']],
  },
  {
    what: "attaches the client's own value",
    parts: {
      attach(exchange, decision) {
        const { fingerprint } = Object(exchange.body);
        RIGHT.attach(exchange, fingerprint ?? decision);
      },
    },
    caughtBy: [
      ['a forged decision:', 'a decision sent by the client reaches no handler: required'],
      ['a forged decision:', 'a decision sent by the client reaches no handler: attached app-wide'],
    ],
  },
  {
    what: "attaches the client's own value to requests that are not judged",
    parts: {
      attach(exchange, decision) {
        RIGHT.attach(exchange, decision ?? Object(exchange.body).fingerprint);
      },
    },
    caughtBy: [['a forged decision:', 'a decision sent by the client reaches no handler: skipped']],
  },
  {
    what: 'keeps a value that is in the place of the decision',
    parts: {
      attach(exchange, decision) {
        exchange.fingerprint ??= decision;
      },
    },
    caughtBy: [
      ['a forged decision:', 'a value of another library in its place is replaced'],
      ['a forged decision:', 'a value of another library in its place is cleared if a route is skipped'],
    ],
  },
  {
    what: 'clears no place',
    parts: {
      attach(exchange, decision) {
        if (decision) RIGHT.attach(exchange, decision);
      },
    },
    caughtBy: [
      ['a forged decision:', 'a value of another library in its place is cleared if attaching is skipped'],
      ['a forged decision:', 'a value of another library in its place is cleared if a route is skipped'],
    ],
  },
  {
    what: "passes skip another object than the application's other functions",
    parts: {
      heed: ({ options: { skip, ...options } = {}, ...require }) => ({
        ...require,
        options:
          typeof skip === 'function'
            ? { ...options, skip: (native) => skip(Object(String(native))) }
            : options,
      }),
    },
    caughtBy: [
      ...['linkedId', 'clientIp', 'eventFrom', 'geo'].map((name): [string, string] => [
        "the framework's own request",
        `is passed to ${name}, as it is to skip: with its own guard`,
      ]),
      [
        'a decision',
        "follows the policy that policyFor names for the framework's own request: with its own guard",
      ],
    ],
  },
  {
    what: 'skips nothing',
    parts: { heed: ({ options: { skip: _, ...options } = {}, ...require }) => ({ ...require, options }) },
    caughtBy: [
      ['skip', 'as a boolean: not judged, not looked up, not attached'],
      ['skip', 'as an async function: not judged, not looked up, not attached'],
    ],
  },
  {
    what: 'skips by whatever a function returns, a promise among it',
    parts: {
      heed: ({ options: { skip, ...options } = {}, ...require }) => ({
        ...require,
        options:
          typeof skip === 'function' ? { ...options, skip: (native) => Boolean(skip(native)) } : options,
      }),
    },
    caughtBy: [['skip', 'as an async function that says no: judged']],
  },
  {
    what: 'does not wait for onBlocked',
    parts: {
      answer: async (blocked, exchange, onBlocked) => {
        void Promise.resolve(onBlocked?.(blocked.decision, exchange)).catch(() => {});
        await RIGHT.answer(blocked, exchange, undefined);
      },
    },
    caughtBy: [
      ['onBlocked', 'answers in place of the problem details, later'],
      ['onBlocked', 'rejects: an error, never a pass'],
    ],
  },
  {
    what: 'hands over a body that nobody has parsed as one without fields',
    parts: { translate: translated(({ body }) => ({ body: body ?? '' })) },
    caughtBy: [
      [
        'a form with files',
        'carries its event ID in a field, or the log says that nothing has parsed it; a file is not an ID',
      ],
    ],
  },
  {
    what: 'takes the path that is left below a mount for that of the request',
    parts: { translate: translated(({ url }) => ({ url: url.replace('/shop', '') })) },
    caughtBy: [
      [
        'an application that is mounted',
        'is judged once, by the path that was sent and the body: with its own guard',
      ],
    ],
  },
  {
    what: 'overwrites the status that onBlocked has set',
    parts: {
      async answer({ decision, problem }, exchange, onBlocked) {
        await onBlocked?.(decision, exchange);
        answer(exchange, problem);
      },
    },
    caughtBy: [
      ['onBlocked', 'sets only the status, at once: the problem details have it too too'],
      ['onBlocked', 'sets only the status, later: the problem details have it too too'],
    ],
  },
  {
    what: 'judges preflights',
    parts: {
      translate: translated(({ method }) => ({ method: method === 'OPTIONS' ? 'POST' : method })),
    },
    caughtBy: [
      ['a CORS preflight', 'of /login is never judged'],
      ['a CORS preflight', 'of /open is never judged'],
    ],
  },
  {
    what: 'takes any request with the headers of a preflight for one',
    parts: {
      translate: translated(({ method, headers }) => ({
        method: headers['access-control-request-method'] ? 'OPTIONS' : method,
      })),
    },
    caughtBy: [['a CORS preflight', 'is recognised by its method, not by its headers alone']],
  },
  {
    what: 'does not notice that the client is gone',
    parts: { isGone: () => false },
    caughtBy: [
      ['a client that is gone:', 'a connection that closes while the request is judged: no handler runs'],
      [
        'a client that is gone:',
        'a decision that is only attached has the address, and says that the client is gone',
      ],
    ],
  },
  {
    what: 'trusts X-Forwarded-For',
    parts: {
      translate: translated(({ ip, headers }) => ({
        ip: String(headers['x-forwarded-for'] ?? ip).split(',')[0],
      })),
    },
    caughtBy: [
      ["the client's address:", 'without configuration a forwarding header is not trusted'],
      ["the client's address:", 'a proxy that is not trusted is the client'],
    ],
  },
];
