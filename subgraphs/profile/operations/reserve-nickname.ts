import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import type { ProfileContext } from '../context.ts';
import { isReservedNickname, nicknameInput } from './nickname.ts';
import { type NicknameTaken, nicknameTaken } from './nickname-taken.ts';

/** Lifetime of a reservation, unless the profile is created earlier. */
export const RESERVATION_TTL_SECONDS = 15 * 60;

const INPUT = z.object({ nickname: nicknameInput, userId: z.string().min(1).max(100) });

interface Needs extends Pick<ProfileContext, 'now'> {
  readonly repository: Pick<ProfileContext['repository'], 'claimNickname'>;
}

/** Reserves a nickname during registration. Of concurrent requests for one nickname, only one succeeds. */
export async function reserveNickname(
  { now, repository }: Needs,
  input: unknown,
): Promise<Result<true, InvalidInput | NicknameTaken>> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { nickname, userId } = parsed.value;
  if (isReservedNickname(nickname)) return nicknameTaken();

  const expiresAt = new Date(now().getTime() + RESERVATION_TTL_SECONDS * 1000);
  return (await repository.claimNickname({ key: nickname.key, userId, expiresAt }, now()))
    ? done(true)
    : nicknameTaken();
}
