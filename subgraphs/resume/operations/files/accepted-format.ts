import type { Format } from './file-request.ts';

/** Media types, as a client may name them, and what it gets; programs that take anything get JSON. */
const FORMATS: readonly (readonly [type: string, format: Format])[] = [
  ['application/json', 'JSON'],
  ['application/pdf', 'PDF'],
  // Browsers show it.
  ['text/html', 'PDF'],
  ['application/*', 'JSON'],
  ['*/*', 'JSON'],
];

/**
 * What a client accepts best of JSON and PDF, by `Accept` (RFC 9110, section 12.5.1): the highest weight, among equal ones what
 * it names exactly. JSON without the header; null when it accepts neither.
 */
export function acceptedFormat(accept: string | null): Exclude<Format, 'MARKDOWN'> | null {
  if (accept === null || accept.trim() === '') return 'JSON';
  let best: { readonly format: Format; readonly weight: number } | null = null;
  const weights = new Map(accept.slice(0, 1_000).split(',').map(weightOf));
  for (const [type, format] of FORMATS) {
    const weight = weights.get(type) ?? 0;
    if (weight > 0 && (best === null || weight > best.weight)) best = { format, weight };
  }
  return best === null ? null : best.format === 'PDF' ? 'PDF' : 'JSON';
}

function weightOf(range: string): readonly [type: string, weight: number] {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return [type, weight === undefined ? 1 : Number(weight) || 0];
}
