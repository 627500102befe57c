// A trace as a tree: who is below whom, for assertions and for people.

interface Node {
  readonly name: string;
  readonly service: string;
  readonly spanId: string;
  readonly parentSpanId: string;
}

/** Names from the root down to the span itself, each with its service. */
export function pathTo(span: Node, spans: readonly Node[]): string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return [...(parent ? pathTo(parent, spans) : []), `${span.service}: ${span.name}`];
}

/** The tree with two spaces a level; equal neighbours are counted. */
export function drawTree(spans: readonly Node[], parentSpanId = '', depth = 0): string[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const below = spans.filter((span) => (depth === 0 ? !known.has(span.parentSpanId) : span.parentSpanId === parentSpanId));
  const lines = below.map((span) =>
    [`${'  '.repeat(depth)}${span.service}: ${span.name}`, ...drawTree(spans, span.spanId, depth + 1)].join('\n'),
  );
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => (count === 1 ? line : line.replace(/$/m, ` (${count} times)`)));
}
