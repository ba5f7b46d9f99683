/**
 * The weight of a `q` parameter (RFC 9110, section 12.4.2), 0 to 1. One that is not given, or cannot be read, is 1: what
 * it stands beside was named.
 */
export function qualityWeight(text: string | undefined): number {
  const weight = Number(text);
  return text !== undefined && text !== '' && weight >= 0 && weight <= 1 ? weight : 1;
}
