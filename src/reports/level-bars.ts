/** The attainment of the nine levels as bars, drawn from numbers. */
import { formatCount, formatShare } from '../units/format-quantity.ts';
import { html, type Markup } from './html-text.ts';
import type { AttainmentFigures } from './run-summary.ts';

const WIDTH = 960;
const ROW = 26;
const BAR = 14;
const LEFT = 110;
const RIGHT = 380;

export const levelBars = (attainments: readonly AttainmentFigures[]): Markup =>
  html`<svg viewBox="0 0 ${WIDTH} ${attainments.length * ROW}" role="img" aria-label="Attainment of the nine levels">
${attainments.map(levelBar)}</svg>`;

const levelBar = (figures: AttainmentFigures, index: number): Markup => {
  const top = index * ROW + (ROW - BAR) / 2;
  const base = index * ROW + ROW / 2 + 4;
  const bar = (kind: string, share: number): Markup =>
    html`<rect class="${kind}" x="${LEFT}" y="${top}" width="${lengthOf(share)}" height="${BAR}" rx="2"/>`;
  return html`<text x="0" y="${base}">${figures.level}</text>${bar('track', 1)}${bar('median', figures.p50 ?? 0)}${bar('low', figures.p5 ?? 0)}<text class="quiet" x="${WIDTH - RIGHT + 12}" y="${base}">${words(figures)}</text>\n`;
};

const lengthOf = (share: number): number => Math.round((WIDTH - LEFT - RIGHT) * share * 10) / 10;

const words = ({ p5, p50, short, pressed }: AttainmentFigures): string => {
  if (p5 === null || p50 === null) return 'no host guarantees it';
  const first = short + pressed === 0 ? '' : `; first below 100 % on ${formatCount(short + pressed, 'host')}`;
  return `95 % attain ${formatShare(p5)}, half ${formatShare(p50)}${first}`;
};
