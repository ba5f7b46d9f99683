import type { Result } from '../../../runtime/operations/result.ts';

type Nulls<Entities> = { readonly [K in keyof Entities]: null };

/** The payload of a change: what `read` reads of its ids; `nothing` where it is refused. */
export async function changedPayload<Ids, Refusal, Entities extends object>(
  result: Result<Ids, Refusal>,
  nothing: Nulls<Entities>,
  read: (ids: Ids) => Promise<Entities>,
): Promise<{ [K in keyof Entities]: Entities[K] | null } & { errors: Refusal[] }> {
  if (!result.ok) return { ...nothing, errors: [result.refusal] };
  return { ...(await read(result.value)), errors: [] };
}

/** The same for a change that is safe to repeat. */
export const keyedPayload = async <Ids, Refusal, Entities extends object>(
  { isReplay, ...result }: Result<Ids, Refusal> & { readonly isReplay: boolean },
  nothing: Nulls<Entities>,
  read: (ids: Ids) => Promise<Entities>,
) => ({ ...(await changedPayload(result, nothing, read)), isReplay });
