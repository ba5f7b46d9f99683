import type { Result } from '../../../runtime/operations/result.ts';

/** What is left of a mutation that is safe to repeat. */
type Outcome<Ids, Refusal> = Result<Ids, Refusal> & { readonly isReplay: boolean };

/**
 * The payload of a mutation that is safe to repeat: what the ids of its outcome stand for, as `read` reads it with the
 * permissions of today; `nothing` where it is refused.
 */
export async function replayablePayload<Ids, Refusal, Entities extends object>(
  { isReplay, ...result }: Outcome<Ids, Refusal>,
  nothing: { readonly [K in keyof Entities]: null },
  read: (ids: Ids) => Promise<Entities>,
): Promise<{ [K in keyof Entities]: Entities[K] | null } & { isReplay: boolean; errors: Refusal[] }> {
  if (!result.ok) return { ...nothing, isReplay, errors: [result.refusal] };
  return { ...(await read(result.value)), isReplay, errors: [] };
}
