/** What was waited for has not come in time. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/** The same outcome, unless it takes longer than `ms`: then a TimeLimitError. The work itself goes on unheard. */
export function withTimeLimit<Value>(ms: number, work: PromiseLike<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TimeLimitError(`No answer within ${ms} ms`)), ms);
    timer.unref();
    work.then(resolve, reject).then(() => clearTimeout(timer));
  });
}
