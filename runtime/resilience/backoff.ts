/**
 * Milliseconds until the attempt after the nth one (from 1): doubled each time up to `maxMs`, and shortened at random by up to
 * a half, so that items that failed together are not tried together again. `random` is in [0, 1).
 */
export function backoffMs(
  attempts: number,
  { firstMs, maxMs }: { readonly firstMs: number; readonly maxMs: number },
  random: number,
): number {
  const delay = Math.min(firstMs * 2 ** Math.min(attempts - 1, 50), maxMs);
  return Math.round(delay * (0.5 + random / 2));
}
