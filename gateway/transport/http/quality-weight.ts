/**
 * The weight of a `q` parameter (RFC 9110, section 12.4.2), 0 to 1. 1 when it is absent or
 * invalid.
 */
export function qualityWeight(text: string | undefined): number {
  const weight = Number(text);
  return text !== undefined && text !== '' && weight >= 0 && weight <= 1 ? weight : 1;
}
