/** A value as code has it: `'eu'`, `2000`, `{ retryForMs: 1000 }`. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value === null || typeof value !== 'object') return String(value);
  const entries = Object.entries(value).map(([name, item]) => {
    return `${/^\w+$/.test(name) ? name : literal(name)}: ${literal(item)}`;
  });
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
