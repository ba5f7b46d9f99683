import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import type { ProfileContext } from '../context.ts';

const INPUT = z.object({ userId: z.string().min(1).max(100) });

interface Needs {
  readonly repository: Pick<ProfileContext['repository'], 'releaseNicknames'>;
}

/** Releases the nicknames reserved for a user, but not the one of their profile. */
export async function releaseNickname({ repository }: Needs, input: unknown): Promise<Result<true, InvalidInput>> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  await repository.releaseNicknames(parsed.value.userId);
  return done(true);
}
