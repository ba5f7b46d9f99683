import type { ShapedField, Shaping } from './output-format.ts';
import type { NullKind } from './response-nulls.ts';

/** Records an invalid value. */
export function invalid<Output>(shaping: Shaping<Output>): null {
  shaping.isInvalid = true;
  note(shaping, 'invalid');
  return null;
}

/** Records a null; `undefined`, a value that no subgraph returned, has to be explained by an error. */
export function nothing<Output>(value: null | undefined, shaping: Shaping<Output>): null {
  if (value === undefined) shaping.isInvalid = true;
  if (shaping.tracing !== null) note(shaping, value === undefined ? 'missing' : 'null');
  return null;
}

/** Records a null at the current path. */
export function note<Output>({ tracing }: Shaping<Output>, kind: NullKind): void {
  tracing?.found.push({ path: [...tracing.path], dataPath: [...tracing.dataPath], kind });
}

/** Records an object of unknown type. `isAtField`: the current path is that of its `__typename`. */
export function untyped<Output>(shaping: Shaping<Output>, isAtField: boolean): void {
  shaping.isInvalid = true;
  const { tracing } = shaping;
  if (tracing === null) return;
  const [path, dataPath] = [tracing.path, tracing.dataPath].map((each) => (isAtField ? each.slice(0, -1) : [...each]));
  tracing.found.push({ path: path ?? [], dataPath: [...(dataPath ?? []), '__typename'], kind: 'untyped' });
}

/** Whether no field has the name of an inherited property such as `constructor`: plain property access is then safe. */
export const arePlain = (fields: readonly Pick<ShapedField<never>, 'key' | 'dataKey'>[]): boolean =>
  fields.every(({ key, dataKey }) => !(key in Object.prototype) && !(dataKey in Object.prototype));
