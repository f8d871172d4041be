/** report.html: one page for the capacity review. No network, no script; it prints. */
import { formatHours, formatRounded, formatShare } from '../units/format-quantity.ts';
import type { ClusterTally } from './cluster-tally.ts';
import type { PlannedDigest } from './digest.ts';
import { html, type Markup, nothing, trusted } from './html-text.ts';
import { levelBars } from './level-bars.ts';
import { REVIEW_STYLE } from './review-style.ts';
import type { RunSummary } from './run-summary.ts';
import { countLine } from './screen.ts';

/** More clusters than this are left to clusters.csv; those with short hosts come first. */
const MOST_CLUSTERS = 100;

/** The whole page; its size is bounded, whatever the size of the fleet. */
export const renderReview = (summary: RunSummary): string =>
  `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Capacity review: converged networking</title>
<style>${trusted(REVIEW_STYLE)}</style>
</head>
<body>
<h1>Capacity review: converged networking</h1>
<p class="quiet">${countLine(summary)}. converge ${summary.facts.version}.</p>
${headline(summary)}
${levelSection(summary)}
${worstSection(summary)}
${clusterSection(summary)}
${drainSection(summary)}
${findingSection(summary)}
${assumptionSection(summary)}
</body>
</html>`.markup
  }\n`;

const figure = (kind: string, value: number, words: string): Markup => html`<li class="${kind}"><b>${value}</b>${words}</li>\n`;

const headline = ({ status, counts, drain }: RunSummary): Markup => html`<ul class="counts">
${figure('ok', status.ok, 'meet every target')}${figure('pressed', status.pressed, 'pressed: only late levels below target')}${figure('short', status.short, 'short: an early level or the drain window missed')}${counts.rejected === 0 ? nothing : figure('short', counts.rejected, 'rejected for their input')}${counts.failed === 0 ? nothing : figure('short', counts.failed, 'failed by our own fault')}${figure('', drain.hostsMeetingWindow, `of ${drain.hosts} with VMs to drain are empty in time`)}${figure('', counts.changes, `changes proposed, ${counts.disruptiveChanges} of them disruptive`)}
</ul>`;

const worstSection = ({ worst, status }: RunSummary): Markup => {
  if (worst.length === 0) return html`<h2>Hosts to look at first</h2><p>Every planned host meets every target.</p>`;
  const more = status.short + status.pressed - worst.length;
  const rest = more === 0 ? nothing : html`<p class="quiet">${more} more are in hosts.csv.</p>`;
  return html`<h2>Hosts to look at first</h2>
<div class="scroll"><table class="stack"><thead><tr><th>Host, cluster</th><th>First level below 100 %</th><th>Why, and what first</th></tr></thead><tbody>
${worst.map(worstRow)}</tbody></table></div>
${rest}`;
};

const worstRow = ({ host, cluster, status, firstShort, reason }: PlannedDigest): Markup => {
  const attained =
    firstShort === null
      ? nothing
      : html`<br>${firstShort.attainment >= 1 ? 'window missed' : formatShare(firstShort.attainment)} at ${firstShort.level}`;
  return html`<tr><td class="name">${host}<br><span class="quiet">${cluster}</span></td><td class="level ${status}">${status}${attained}</td><td class="words">${reason}</td></tr>\n`;
};

const clusterSection = ({ clusters }: RunSummary): Markup => {
  const sorted = [...clusters].sort((a, b) => b.status.short - a.status.short || b.status.pressed - a.status.pressed);
  const more = clusters.length - MOST_CLUSTERS;
  return html`<h2>Status by cluster</h2>
<div class="scroll"><table><thead><tr><th>Cluster</th><th class="number">Hosts</th><th class="number">Fine</th><th class="number">Pressed</th><th class="number">Short</th><th class="number">Not planned</th><th class="number">In the window</th><th>Slowest drain</th></tr></thead><tbody>
${sorted.slice(0, MOST_CLUSTERS).map(clusterRow)}</tbody></table></div>
${more > 0 ? html`<p class="quiet">${more} more are in clusters.csv.</p>` : nothing}`;
};

const clusterRow = (tally: Readonly<ClusterTally>): Markup => {
  const { cluster, hosts, planned, status, hostsMeetingWindow, hostsWithDrain, worstDrainRatio, worstDrainHost } = tally;
  const slowest = worstDrainRatio === null ? '' : `${formatRounded(worstDrainRatio)} × the window, ${worstDrainHost ?? ''}`;
  const met = hostsWithDrain === 0 ? '' : `${hostsMeetingWindow} of ${hostsWithDrain}`;
  return html`<tr><td class="name">${cluster}</td><td class="number">${hosts}</td><td class="number">${status.ok}</td><td class="number">${status.pressed}</td><td class="number">${status.short}</td><td class="number">${hosts - planned}</td><td class="number">${met}</td><td class="slowest">${slowest}</td></tr>\n`;
};

const levelSection = ({ attainments }: RunSummary): Markup => html`<h2>Levels attained</h2>
<p>In strict order: what stands below gives way first. The solid bar is what all but the worst twentieth of the hosts attain at least; the pale bar is the median. Floors are attained with the port, card or top-of-rack switch lost that costs most, unless survive_failure of the policy is off or a finding single-point-of-failure says that nothing would be left; <code>converge failures</code> loses each in turn.</p>
<div class="scroll">${levelBars(attainments)}</div>`;

const drainSection = ({ drain, rules }: RunSummary): Markup => {
  if (drain.hosts === 0) return html`<h2>Drains</h2><p>No host has anything to drain.</p>`;
  const guaranteed = drain.hostsGuaranteed === 0 ? '' : `${formatHours(drain.hoursGuaranteed)} at the guaranteed rates, `;
  const rows = rules.filter(({ hosts }) => hosts > 0);
  return html`<h2>Drains beside the rules of thumb</h2>
<p>Emptying every host once, one after another, takes ${guaranteed}${formatHours(drain.hoursAtCap)} at the caps. A rule that saves time by breaking promises is no bargain: the last column counts where its cap and the floors do not fit after a loss.</p>
<div class="scroll"><table><thead><tr><th>Rule of thumb</th><th class="number">Hosts</th><th class="number">Hours</th><th class="number">Saved by the plan</th><th class="number">Hosts where it breaks promises</th></tr></thead><tbody>
${rows.map(
  ({ rule, hosts, hoursSaved, hostsBreakingFloors }) =>
    html`<tr><td>${rule}</td><td class="number">${hosts}</td><td class="number">${formatHours(drain.hoursAtCap + hoursSaved)}</td><td class="number">${formatHours(hoursSaved)}</td><td class="number">${hostsBreakingFloors}</td></tr>\n`,
)}</tbody></table></div>`;
};

const findingSection = ({ findings }: RunSummary): Markup => {
  if (findings.length === 0) return html`<h2>Findings</h2><p>None.</p>`;
  return html`<h2>Findings</h2>
<p>Each kind once, with what to do on the first host that has it; findings.csv has all of them.</p>
<div class="scroll"><table class="stack"><thead><tr><th>Severity</th><th>Code</th><th class="number">Count</th><th>First host</th><th>What to do there</th></tr></thead><tbody>
${findings.map(
  ({ severity, code, count, host, remedy }) =>
    html`<tr><td>${severity}</td><td class="code">${code}</td><td class="number">${count}</td><td class="name">${host}</td><td class="words">${remedy}</td></tr>\n`,
)}</tbody></table></div>`;
};

const assumptionSection = ({ assumptions, counts }: RunSummary): Markup => {
  if (assumptions.length === 0) return html`<h2>Assumptions</h2><p>No plan rests on a value without a source.</p>`;
  return html`<h2>Assumptions</h2>
<p>Policy values without a source that these plans rest on. Measure them where you can, and set them in the policy.</p>
<div class="scroll"><table><thead><tr><th>Policy value</th><th class="number">Hosts, of ${counts.planned}</th></tr></thead><tbody>
${assumptions.map(({ key, hosts }) => html`<tr><td>${key}</td><td class="number">${hosts}</td></tr>\n`)}</tbody></table></div>`;
};
