import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { AuthContext } from '../../context.ts';
import { birthDateChanged } from '../../events.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { birthday } from '../input-rules.ts';

/** Reasons why no date of birth is set. */
export type SetDateOfBirthRefusal = InvalidInput | RefusalOf<'DateOfBirthAlreadySet'>;

type Needs = Pick<AuthContext, 'caller' | 'now'> & { readonly repository: Pick<AuthRepository, 'transaction'> };

/**
 * Adds the date of birth to the account of a viewer who has none, and publishes it. It is final, so that nobody can change
 * the age that other domains have admitted them by. Returns the viewer's id. @throws a fault `UNAUTHENTICATED`.
 */
export async function setDateOfBirth(
  { caller, now, repository }: Needs,
  input: unknown,
): Promise<Result<string, SetDateOfBirthRefusal>> {
  const userId = viewerOf(caller);
  const at = now();
  const parsed = parseInput(z.object({ dateOfBirth: birthday(at) }), input);
  if (!parsed.ok) return parsed;
  const { dateOfBirth } = parsed.value;
  return repository.transaction(async (store) => {
    if (!(await store.addDateOfBirth(userId, dateOfBirth))) return alreadySet;
    await store.announce(birthDateChanged, { userId, dateOfBirth }, at);
    return done(userId);
  });
}

const alreadySet = refuse<RefusalOf<'DateOfBirthAlreadySet'>>({
  __typename: 'DateOfBirthAlreadySet',
  message: 'Your date of birth is already set and cannot be changed.',
  path: ['input', 'dateOfBirth'],
});
