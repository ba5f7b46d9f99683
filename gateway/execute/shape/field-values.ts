import type { ShapedField, Shaping } from './output-format.ts';
import type { NullKind } from './response-nulls.ts';

/** Notes a value that its type does not allow. */
export function invalid<Output>(shaping: Shaping<Output>): null {
  shaping.isInvalid = true;
  note(shaping, 'invalid');
  return null;
}

/** The null for a value that is not there. One that nobody gave, not even as null, has to be explained. */
export function nothing<Output>(value: null | undefined, shaping: Shaping<Output>): null {
  if (value === undefined) shaping.isInvalid = true;
  if (shaping.tracing !== null) note(shaping, value === undefined ? 'missing' : 'null');
  return null;
}

/** Notes a null, or what became one, at the place where the pass is. */
export function note<Output>({ tracing }: Shaping<Output>, kind: NullKind): void {
  tracing?.found.push({ path: [...tracing.path], dataPath: [...tracing.dataPath], kind });
}

/** Notes an object whose type is not known; at one of its fields where it is that field which cannot be told. */
export function untyped<Output>(shaping: Shaping<Output>, isAtField: boolean): void {
  shaping.isInvalid = true;
  const { tracing } = shaping;
  if (tracing === null) return;
  const [path, dataPath] = [tracing.path, tracing.dataPath].map((each) => (isAtField ? each.slice(0, -1) : [...each]));
  tracing.found.push({ path: path ?? [], dataPath: [...(dataPath ?? []), '__typename'], kind: 'untyped' });
}

/** Whether no field is called `constructor` or the like: only a client that does so pays for it. */
export const arePlain = (fields: readonly Pick<ShapedField<never>, 'key' | 'dataKey'>[]): boolean =>
  fields.every(({ key, dataKey }) => !(key in Object.prototype) && !(dataKey in Object.prototype));
