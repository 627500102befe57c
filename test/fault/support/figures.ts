// What a fault test has measured, for who asks with PERAGUS_FAULT_SHOW=1.

export function show(what: string, figures: Readonly<Record<string, number>>): void {
  if (!process.env.PERAGUS_FAULT_SHOW) return;
  const rounded = Object.entries(figures).map(([name, value]) => `${name} ${Math.round(value * 100) / 100}`);
  console.log(`      ${what}: ${rounded.join(', ')}`);
}
