import { test } from '@jest/globals';
import ts6 from 'typescript';
import ts5 from 'typescript-5.9';
import { Editor } from './editor.js';

const src = `
import { definePolicy, createFingerprintGuard, type Decision } from '@fingerprint-guard/core';
declare const decision: Decision;
decision.id;
definePolicy({ rules: { 'bad-bot': 'deny', 'stale-event': ['deny', { maxAgeMs: 5 }], vpn: ['deny', { /*vo*/ }], mine: ['deny', { when: { incognito: true, suspectScore: { gte: 15 }, bot: { eq: 'bad' }, 'event.vpn.confidence': 'low' } }], /*r*/ } });
definePolicy({ rules: { vpn: '', other: ['deny', { /*co*/ }] } });
definePolicy({ rules: { other: ['deny', { when: { /*w1*/ } }] } });
definePolicy({ rules: { other: ['deny', { when: { all: [{ /*w2*/ }] } }] } });
definePolicy({ rules: { other: ['deny', { when: { not: { /*w3*/ } } }] } });
definePolicy({ rules: { other: ['deny', { when: { bot: { /*s1*/ } } }] } });
definePolicy({ rules: { other: ['deny', { when: { suspectScore: { /*s2*/ } } }] } });
definePolicy({ rules: { other: ['deny', { when: { incognito: { /*s3*/ } } }] } });
definePolicy({ rules: { other: ['deny', { when: { 'event.vpn.confidence': { /*s4*/ } } }] } });
definePolicy({ rules: { other: ['deny', { when: { lookup: { in: ['/*v1*/'] } } }] } });
definePolicy({ rules: { other: ['deny', { when: { lookup: '/*v2*/' } }] } });
definePolicy({ rules: { other: ['deny', { when: { bot: '/*v3*/' } }] } });
definePolicy({ rules: { vpn: ['deny', { methods: ['/*v4*/'] }] } });
definePolicy({ rules: { incognitto: 'deny', othr: ['deny', { when: { incognitto: true, 'event.tags.plan': 'free' } }] } });
definePolicy({ rules: { 'stale-event': ['deny', { maxAge: 5 }], tor: 'denny' } });
definePolicy({ rules: { other: ['deny', { when: { suspectScore: 'x' } }] } });
`;
for (const [v, t] of [['5.9', ts5], ['6', ts6]] as const)
  test(v, () => {
    const t0 = Date.now();
    const e = new Editor(t as typeof ts6, src);
    console.log(e.mistakes());
    for (const m of ['/*r*/', '/*vo*/', '/*co*/', '/*w1*/', '/*w2*/', '/*w3*/', '/*s1*/', '/*s2*/', '/*s3*/', '/*s4*/', "['/*v1*/", "lookup: '/*v2*/", "/*v3*/","/*v4*/"]) {
      const c = e.complete(m);
      console.log(m, c.length, c.slice(0, 70).join(' '));
    }
    for (const m of ["rules: { '", "'stale-event': ['deny', { maxA", 'decision.i', "when: { incog", "suspectScore: { gt", "bot: { e", "true, suspectS", "mine: ['deny', { whe", "'event.vpn.conf"]) try { console.log(m, e.hover(m)); } catch (x) { console.log(m, String(x)) }
    console.log(Date.now() - t0);
  });
