/** A time limit has passed before the work was done. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/** The outcome of `work`, or a TimeLimitError after `ms`. The work itself is not cancelled. */
export function withTimeLimit<Value>(ms: number, work: PromiseLike<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TimeLimitError(`No answer within ${ms} ms`)), ms);
    timer.unref();
    work.then(resolve, reject).then(() => clearTimeout(timer));
  });
}
