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
  readonly repository: Pick<ProfileContext['repository'], 'claimNickname' | 'nicknameHolder'>;
}

/** Whether a nickname was reserved, and who has it where it was not. */
interface Reservation {
  readonly result: Result<true, InvalidInput | NicknameTaken>;
  /** Null for a nickname that is free, only reserved, or kept for the platform. */
  readonly holderId: string | null;
}

/** Reserves a nickname during registration. Of concurrent requests for one nickname, only one succeeds. */
export async function reserveNickname({ now, repository }: Needs, input: unknown): Promise<Reservation> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return { result: parsed, holderId: null };
  const { nickname, userId } = parsed.value;
  if (isReservedNickname(nickname)) return { result: nicknameTaken(), holderId: null };

  const expiresAt = new Date(now().getTime() + RESERVATION_TTL_SECONDS * 1000);
  if (await repository.claimNickname({ key: nickname.key, userId, expiresAt }, now()))
    return { result: done(true), holderId: null };
  return { result: nicknameTaken(), holderId: await repository.nicknameHolder(nickname.key) };
}
