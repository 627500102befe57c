// What a Collector says of itself, read from its own scrape end point: samples that can be added up by name and labels.

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export class OwnMetrics {
  readonly samples: readonly Sample[];

  /** `text` is in the text format of Prometheus. */
  constructor(text: string) {
    this.samples = text.split('\n').flatMap((line) => readSample(line) ?? []);
  }

  /** Sum of all samples of this name that have these labels; 0 when there is none. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const wanted = Object.entries(labels);
    return this.samples
      .filter((sample) => sample.name === name && wanted.every(([key, value]) => sample.labels[key] === value))
      .reduce((sum, { value }) => sum + value, 0);
  }
}

function readSample(line: string): Sample | undefined {
  const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
  if (name === undefined) return undefined;
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text]);
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}
