// The frame of a chart: an SVG that is readable on light and dark pages, and text that can't break out of it.

/** Ours stands out; the others share a grey. Both are legible on white and on near-black. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 14px; }
  .quiet { fill: #656d76; }
  .bar, .dot { fill: #8c959f; } .line { stroke: #8c959f; fill: none; stroke-width: 2; }
  .ours .bar, .ours .dot { fill: #1a7f37; } .ours .line { stroke: #1a7f37; }
  .axis { stroke: #d0d7de; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .quiet { fill: #9198a1; } .axis { stroke: #3d444d; }
    .bar, .dot { fill: #768390; } .line { stroke: #768390; }
    .ours .bar, .ours .dot { fill: #3fb950; } .ours .line { stroke: #3fb950; }
  }`;

export function drawing(width: number, height: number, title: string, parts: readonly string[]): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`;
  return `${[head, `<title>${escaped(title)}</title>`, `<style>${STYLE}\n</style>`, ...parts, '</svg>'].join('\n')}\n`;
}

export const text = (x: number, y: number, words: string, attributes = ''): string =>
  `<text x="${round(x)}" y="${round(y)}"${attributes && ` ${attributes}`}>${escaped(words)}</text>`;

export const round = (value: number): number => Math.round(value * 10) / 10;

const escaped = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Few digits, but never a false zero. */
export const short = (value: number): string => (Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2))));
