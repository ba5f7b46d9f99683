import type { Result } from '../../../../runtime/operations/result.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository, AuthStore } from '../../repository/index.ts';
import { type ProofNeeds, type ProofRequired, requireProof } from './require-proof.ts';

/** Changes an account in one transaction if the viewer has a fresh proof, then signals queued messages. */
export async function changeWithProof<Value, Refusal>(
  context: ProofNeeds & Pick<AuthContext, 'signals'> & { readonly repository: Pick<AuthRepository, 'transaction'> },
  change: (store: AuthStore) => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal | ProofRequired>> {
  const refused = await requireProof(context);
  if (refused !== null) return refused;
  const outcome = await context.repository.transaction(change);
  if (outcome.ok) await notifyWork(context.signals, 'auth');
  return outcome;
}
