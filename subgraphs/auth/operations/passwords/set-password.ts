import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { newPassword } from '../input-rules.ts';
import { changeWithProof } from '../proofs/change-with-proof.ts';
import { type ProofNeeds, type ProofRequired, requireProof } from '../proofs/require-proof.ts';
import { type ChangeNeeds, recordChange } from '../security-events/record-change.ts';

/** Reasons why no password is set. */
export type SetPasswordRefusal = InvalidInput | RefusalOf<'PasswordAlreadySet'> | ProofRequired;

type Needs = ChangeNeeds &
  ProofNeeds &
  Pick<AuthContext, 'passwords'> & { readonly repository: Pick<AuthRepository, 'transaction'> };

const INPUT = z.object({ newPassword });

/** Sets a first password for a viewer with a fresh proof. Returns the viewer's id. @throws a fault `UNAUTHENTICATED`. */
export async function setPassword(context: Needs, input: unknown): Promise<Result<string, SetPasswordRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  if ((await context.repository.passwordHash(viewerId)) !== null) return alreadySet;
  const refused = await requireProof(context);
  if (refused !== null) return refused;
  const hash = await context.passwords.limitPerClient(context.client.ip, ({ hash }) => hash(parsed.value.newPassword));
  return changeWithProof(context, async (store) => {
    if (!(await store.addPassword(viewerId, hash, context.now()))) return alreadySet;
    await recordChange(context, store, viewerId, 'PASSWORD_CHANGED');
    return done(viewerId);
  });
}

const alreadySet = refuse<RefusalOf<'PasswordAlreadySet'>>({
  __typename: 'PasswordAlreadySet',
  message: 'Your account already has a password. Change it with your current password.',
  path: ['input', 'newPassword'],
});
