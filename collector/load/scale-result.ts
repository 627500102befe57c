// What the scale measurements give: docs/scale-figures.json.

export interface Cost {
  readonly cpuMsPer1000: number;
  readonly peakRssMb: number;
}
export interface Tier {
  readonly agent: Cost;
  readonly gateways: readonly Cost[];
}
export interface ScaleResult {
  readonly date: string;
  readonly machine: string;
  readonly rate: number;
  readonly seconds: number;
  readonly rounds: number;
  /** By variant, a number for each round. */
  readonly processors: Record<string, Cost[]>;
  /** By number of gateways, a pair for each round. */
  readonly tiers: Record<1 | 2, Tier[]>;
  readonly drain: { records: number; seconds: number; cpuMsPer1000: number }[];
}
