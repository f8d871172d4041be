/** The style sheet of report.html: light and dark, and A4 when printed. Colors pass contrast on both grounds. */
export const REVIEW_STYLE = `
:root { color-scheme: light dark; --ground: #fff; --text: #1b1f24; --quiet: #5b6470; --line: #d7dce2; --soft: #f3f5f8;
  --ok: #1f7a4d; --pressed: #a86500; --short: #b3261e; --bar: #2f6fb3; }
@media (prefers-color-scheme: dark) { :root { --ground: #15181c; --text: #e6e9ee; --quiet: #9aa4b1; --line: #343b44; --soft: #1e2329;
  --ok: #57c08a; --pressed: #e2a33d; --short: #ff8a80; --bar: #6aa7e8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.5rem 4rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, "Segoe UI", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
p { margin: .3rem 0 .8rem; max-width: 46rem; } .quiet { color: var(--quiet); }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .7rem; margin: 1.2rem 0; padding: 0; list-style: none; }
.counts li { background: var(--soft); border-radius: .5rem; padding: .7rem .9rem; } .counts b { display: block; font-size: 1.6rem; line-height: 1.2; }
.ok { color: var(--ok); } .pressed { color: var(--pressed); } .short { color: var(--short); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; } .scroll { overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; color: var(--quiet); font-size: .85rem; overflow-wrap: normal; } .number { text-align: right; white-space: nowrap; }
th.number { white-space: normal; } .level { white-space: nowrap; } .name { min-width: 7rem; } .code { min-width: 9.5rem; overflow-wrap: normal; }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--text); font-size: 12px; } svg .quiet { fill: var(--quiet); }
.track { fill: var(--soft); } .median { fill: var(--bar); opacity: .45; } .low { fill: var(--bar); }
svg { min-width: 40rem; } .slowest { min-width: 11rem; }
@media screen and (max-width: 40rem) { .stack, .stack tbody, .stack tr, .stack td { display: block; } .stack thead { display: none; }
  .stack tr { padding: .5rem 0; border-bottom: 1px solid var(--line); } .stack td { border: 0; padding: 0; text-align: left; } .stack td.words { padding-top: .3rem; }
  .stack td.number::after { content: " ×, first on"; } body { padding: 1rem .8rem 3rem; } }
@media print { @page { size: A4; margin: 15mm; } .counts { grid-template-columns: repeat(auto-fit, minmax(6.2rem, 1fr)); gap: .4rem; } body { max-width: none; padding: 0; font-size: 10pt; }
  :root { color-scheme: light; --ground: #fff; --text: #000; --quiet: #444; --line: #bbb; --soft: #f0f0f0; --ok: #1f7a4d; --pressed: #8a5300; --short: #a01f18; --bar: #2f6fb3; }
  h2 { break-after: avoid; } svg { min-width: 0; } tr, svg, .counts li { break-inside: avoid; } .scroll { overflow: visible; }
  .track, .median, .low { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
