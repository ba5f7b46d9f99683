/** Counts one more message; false when it exceeds the rate. */
export type MessageRate = () => boolean;

/** A token bucket of `burst` messages that refills by `perSecond`. `clock` is monotonic, in milliseconds. */
export function createMessageRate(
  { perSecond, burst }: { readonly perSecond: number; readonly burst: number },
  clock: () => number = () => performance.now(),
): MessageRate {
  let left = burst;
  let at = clock();
  return () => {
    if (burst === Number.POSITIVE_INFINITY) return true;
    const now = clock();
    left = Math.min(burst, left + ((now - at) / 1_000) * perSecond);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
