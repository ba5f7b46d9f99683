import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import type { ProfileContext } from '../context.ts';
import { registerProfile } from './register-profile.ts';

const MAX_LENGTH = 100;
const INPUT = z.object({
  userId: z.string().min(1).max(MAX_LENGTH),
  nickname: z.string().min(1).max(MAX_LENGTH),
});

interface Needs extends Pick<ProfileContext, 'now'> {
  readonly repository: Pick<ProfileContext['repository'], 'transaction'>;
}

/**
 * Creates a profile without waiting for the registration event. If the user has deleted their account meanwhile, the second
 * pass of the erasure removes it.
 */
export async function registerProfileNow(
  { now, repository }: Needs,
  input: unknown,
): Promise<Result<true, InvalidInput>> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { userId, nickname } = parsed.value;
  await repository.transaction((store) => registerProfile({ store, now }, userId, nickname));
  return done(true);
}
