/** Whether to await a value: like graphql-js, whatever has a `then`. */
export const isPromise = (value: unknown): value is Promise<unknown> =>
  // as: asks whether there is such a property.
  typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function';
