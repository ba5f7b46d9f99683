import { newId } from '../../../../runtime/operations/ids.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { AuthContext } from '../../context.ts';
import { EXPORT_REQUESTED } from '../../events.ts';
import type { DataExport } from '../../repository/data-exports.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { changeWithProof } from '../proofs/change-with-proof.ts';
import type { ProofNeeds, ProofRequired } from '../proofs/require-proof.ts';
import { type TooManyAttempts, tooManyAttempts } from '../refusals.ts';
import { type ChangeNeeds, recordChange } from '../security-events/record-change.ts';
import { EXPORT_INTERVAL_MS } from './export-lifetimes.ts';

type Needs = ChangeNeeds &
  ProofNeeds &
  Pick<AuthContext, 'domains'> & { readonly repository: Pick<AuthRepository, 'transaction'> };

const SECOND_MS = 1_000;

/**
 * Requests an export of the viewer's data in all domains, at most one per day, for a viewer with a fresh proof. Failed exports
 * do not count; while one is pending, returns the same one. @throws a fault `UNAUTHENTICATED`.
 */
export async function requestDataExport(context: Needs): Promise<Result<DataExport, ProofRequired | TooManyAttempts>> {
  const { caller, signals, domains } = context;
  const userId = viewerOf(caller);
  const outcome = await changeWithProof(context, async (store): Promise<Result<DataExport, TooManyAttempts>> => {
    const latest = await store.holdLatestExport(userId);
    const requestedAt = context.now();
    if (latest?.state === 'PENDING') return done(latest);
    const waitMs = latest === null ? 0 : latest.requestedAt.getTime() + EXPORT_INTERVAL_MS - requestedAt.getTime();
    if (waitMs > 0) return tooManyAttempts(Math.ceil(waitMs / SECOND_MS));
    await recordChange(context, store, userId, 'DATA_EXPORT_REQUESTED');
    return done(await store.addDataExport({ id: newId('exp', requestedAt), userId, requestedAt, domains }));
  });
  if (outcome.ok) await signals.notify(EXPORT_REQUESTED, {});
  return outcome;
}
