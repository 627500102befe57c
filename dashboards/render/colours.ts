// The colour of a series or value, from the JSON's colour modes and thresholds.

import type { FieldConfig, ThresholdStep } from './board.ts';

/** For names that no override knows: readable on white and on black, told apart by colour-blind people as far as twelve can be. */
const PALETTE = [
  '#3B7DD8',
  '#C2559D',
  '#2A9D8F',
  '#B8860B',
  '#7A5CD6',
  '#5B8C2A',
  '#C05621',
  '#2E86AB',
  '#A0527A',
  '#6B7F99',
  '#8C6D46',
  '#4D9DE0',
];

/** Names that Grafana knows as colours, as far as its own defaults use them. */
const NAMED: Readonly<Record<string, string>> = {
  green: '#5B8C2A',
  yellow: '#B8860B',
  orange: '#C05621',
  red: '#C4314B',
  blue: '#3B7DD8',
  purple: '#7A5CD6',
  text: 'var(--text)',
  transparent: 'transparent',
};

/** A colour that may stand in a style: hexadecimal, or one of the known names. */
export function safeColour(colour: string | undefined): string {
  if (colour && /^#[0-9a-fA-F]{3,8}$/.test(colour)) return colour;
  return NAMED[colour ?? ''] ?? 'var(--muted)';
}

/** djb2: the same name has the same colour on every dashboard. */
function hashName(name: string): number {
  let hash = 5_381;
  for (const character of name) hash = ((hash * 33) ^ (character.codePointAt(0) as number)) >>> 0;
  return hash;
}

/** How far a shade is from the colour: lighter above 0, darker below; far enough apart to be told from each other. */
const SHADES = [0, 0.38, -0.25, 0.62, -0.4, 0.2];

/** Lighter and darker neighbours of a colour, in turn. */
function shade(colour: string, at: number): string {
  const step = SHADES[at % SHADES.length] as number;
  if (step === 0 || !/^#[0-9a-fA-F]{6}$/.test(colour)) return colour;
  const share = Math.abs(step);
  const towards = step > 0 ? 255 : 0;
  const channels = [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16));
  return `#${channels
    .map((value) =>
      Math.round(value + (towards - value) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** Gives out the colours of one panel's series. */
export class SeriesColours {
  readonly #taken = new Set<string>();
  #at = 0;

  /** The colour of the next series. */
  next(name: string, { color, thresholds }: FieldConfig, last: number | undefined): string {
    const at = this.#at;
    this.#at += 1;
    if (color?.mode === 'fixed') return safeColour(color.fixedColor);
    if (color?.mode === 'shades') return shade(safeColour(color.fixedColor), at);
    if (color?.mode === 'thresholds') return thresholdColour(thresholds?.steps, last);
    return this.#free(color?.mode === 'palette-classic' ? at : hashName(name));
  }

  /** The wanted colour of the palette, or the next one that no other series of the panel has. */
  #free(wanted: number): string {
    for (let step = 0; step < PALETTE.length; step += 1) {
      const colour = PALETTE[(wanted + step) % PALETTE.length] as string;
      if (this.#taken.has(colour)) continue;
      this.#taken.add(colour);
      return colour;
    }
    return PALETTE[wanted % PALETTE.length] as string;
  }
}

/** The step that holds for a value. */
export function stepFor(steps: readonly ThresholdStep[] | undefined, value: number | undefined): ThresholdStep | undefined {
  if (value === undefined) return undefined;
  return steps?.findLast((step) => step.value === null || value >= step.value);
}

export const thresholdColour = (steps: readonly ThresholdStep[] | undefined, value: number | undefined): string =>
  safeColour(stepFor(steps, value)?.color);
