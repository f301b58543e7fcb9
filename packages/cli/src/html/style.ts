import { Markup } from './markup.js';

/** The style of every page. Colours are never the only information: words and numbers say the same. */
export const STYLE = new Markup(`
:root {
  color-scheme: light dark;
  --ground: #fff; --text: #1b2330; --soft: #5a6675; --line: #d8dee6; --raised: #f5f7fa;
  --allow: #8fb8a4; --challenge: #d9a13b; --deny: #b8433a; --before: #97a3b4; --after: #2f6db5; --observe: #7f93b5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161c; --text: #e4e9f0; --soft: #98a4b3; --line: #2d3641; --raised: #1a2029;
    --allow: #4f7d68; --challenge: #c48f2f; --deny: #d2665c; --before: #6b7788; --after: #6aa5e8; --observe: #64779a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; overflow-wrap: anywhere; }
p { margin: .25rem 0 .75rem; max-width: 46rem; overflow-wrap: anywhere; }
.lead, .soft, .caption { color: var(--soft); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; }
.figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .75rem; background: var(--raised); border-radius: .5rem; }
.figures dt { color: var(--soft); font-size: .85rem; }
.figures dd { margin: 0; font-size: 1.4rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); }
th { font-weight: 500; }
thead th { color: var(--soft); font-size: .85rem; white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
.name { overflow-wrap: anywhere; min-width: 8rem; }
.picture { width: 40%; min-width: 8rem; }
.bar { display: flex; height: .8rem; gap: 1px; }
.bar i { display: block; min-width: 2px; border-radius: 1px; }
.bars .bar + .bar { margin-top: 2px; }
.bars .bar { height: .5rem; }
figure { margin: .5rem 0 1rem; }
.caption { display: flex; flex-wrap: wrap; gap: .1rem 1rem; font-size: .85rem; margin-bottom: .5rem; }
.key { display: inline-flex; align-items: center; }
.key i { width: .8rem; height: .8rem; margin-right: .35rem; border-radius: 2px; }
.columns { display: flex; align-items: flex-end; gap: clamp(1px, .8%, .5rem); height: 10rem; border-bottom: 1px solid var(--line); }
.columns > div { flex: 1; display: flex; align-items: flex-end; gap: 1px; height: 100%; min-width: 1px; }
.columns i { flex: 1; display: block; border-radius: 2px 2px 0 0; }
.stack { flex-direction: column-reverse; }
.columns .stack { align-items: stretch; justify-content: flex-start; gap: 0; }
.columns .stack i { flex: none; border-radius: 0; }
.axis { display: flex; justify-content: space-between; color: var(--soft); font-size: .8rem; }
.allow { background: var(--allow); } .challenge { background: var(--challenge); } .deny { background: var(--deny); }
.before { background: var(--before); } .after { background: var(--after); } .observe { background: var(--observe); }
ul { padding-left: 1.1rem; margin: .25rem 0 .75rem; }
li { overflow-wrap: anywhere; margin-bottom: .15rem; }
code { font: .85em ui-monospace, monospace; }
@media (max-width: 40rem) {
  main { padding: 1.25rem 1rem 3rem; }
  .picture { display: none; }
  table { font-size: .87rem; }
  th, td { padding-right: .35rem; }
  .name { min-width: 6rem; }
  thead th, thead th.number { white-space: normal; }
  .columns { height: 7rem; }
}
@media print {
  :root { --ground: #fff; --text: #000; --soft: #444; --line: #ccc; --raised: #f3f3f3;
    --allow: #8fb8a4; --challenge: #d9a13b; --deny: #b8433a; --before: #97a3b4; --after: #2f6db5; --observe: #7f93b5; }
  body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  tr, figure, .figures div { break-inside: avoid; }
  .scroll { overflow: visible; }
}
`);
