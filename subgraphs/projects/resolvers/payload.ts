import type { Result } from '../../../runtime/operations/result.ts';
import type { Loader } from '../operations/shared/loader.ts';

/** The payload with an entity under `key`, read again with the permissions of now; null when refused. */
export async function readAgain<const Key extends string, Row, Refusal>(
  key: Key,
  loader: Loader<Row | null>,
  result: Result<string, Refusal>,
): Promise<{ readonly [K in Key]: Row | null } & { readonly errors: readonly Refusal[] }> {
  if (result.ok) loader.clear(result.value);
  // as: a computed key widens to `string`; this object has exactly the one.
  const entity = { [key]: result.ok ? await loader.load(result.value) : null } as { [K in Key]: Row | null };
  return { ...entity, errors: result.ok ? [] : [result.refusal] };
}

/** The payload with the id of what is gone. */
export const goneOf = <const Key extends string, Refusal>(
  key: Key,
  result: Result<string, Refusal>,
): { readonly [K in Key]: string | null } & { readonly errors: readonly Refusal[] } => {
  // as: a computed key widens to `string`; this object has exactly the one.
  const entity = { [key]: result.ok ? result.value : null } as { [K in Key]: string | null };
  return { ...entity, errors: result.ok ? [] : [result.refusal] };
};
