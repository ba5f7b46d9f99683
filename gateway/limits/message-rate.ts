/** Whether one more message may come now. */
export type MessageRate = () => boolean;

/** A bucket of `atOnce` messages that fills by `perSecond`. `clock` is monotonic, in milliseconds. */
export function createMessageRate(
  { perSecond, atOnce }: { readonly perSecond: number; readonly atOnce: number },
  clock: () => number = () => performance.now(),
): MessageRate {
  let left = atOnce;
  let at = clock();
  return () => {
    if (atOnce === Number.POSITIVE_INFINITY) return true;
    const now = clock();
    left = Math.min(atOnce, left + ((now - at) / 1_000) * perSecond);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
