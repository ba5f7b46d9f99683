import type { ShapedField, Shaping } from './form.ts';

/** Notes a value that its type does not allow. */
export function invalid<Output>(shaping: Shaping<Output>): null {
  shaping.isInvalid = true;
  shaping.tracing?.found.push([...shaping.tracing.path]);
  return null;
}

/** Whether no field is called `constructor` or the like: only a client that does so pays for it. */
export const arePlain = (fields: readonly Pick<ShapedField<never>, 'key' | 'dataKey'>[]): boolean =>
  fields.every(({ key, dataKey }) => !(key in Object.prototype) && !(dataKey in Object.prototype));
