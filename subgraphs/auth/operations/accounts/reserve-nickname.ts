import { z } from 'zod';
import type { Caller } from '../../../../runtime/executor/caller.ts';
import { fault } from '../../../../runtime/executor/faults.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';

/** Reasons why a nickname is not reserved. */
export type NicknameRefusal = RefusalOf<'NicknameTaken'> | RefusalOf<'InvalidInput'>;

const RESERVE_NICKNAME = /* GraphQL */ `
  mutation ReserveNickname($input: ReserveNicknameInput!) {
    reserveNickname(input: $input) {
      reserved
      holderId
      errors {
        __typename
        ... on UserError {
          message
          path
        }
      }
    }
  }
`;

const RELEASE_NICKNAME = /* GraphQL */ `
  mutation ReleaseNickname($input: ReleaseNicknameInput!) {
    releaseNickname(input: $input) {
      released
    }
  }
`;

const REGISTER_PROFILE = /* GraphQL */ `
  mutation RegisterProfile($input: RegisterProfileInput!) {
    registerProfile(input: $input) {
      registered
    }
  }
`;

const RESERVATION_RESPONSE = z.object({
  reserveNickname: z.object({
    reserved: z.boolean(),
    holderId: z.string().nullish(),
    errors: z.array(
      z.object({
        __typename: z.enum(['NicknameTaken', 'InvalidInput']),
        message: z.string(),
        path: z.array(z.string()),
      }),
    ),
  }),
});

const AUTH_SERVICE: Caller = { viewerId: null, sessionId: null, scopes: [], service: 'auth' };

/** A generated nickname has 40 random bits: a collision is rare, and a third one points to another problem. */
const MAX_GENERATED_NICKNAMES = 3;
const RANDOM_CHARACTERS = 10;

const MAX_PROFILE_ATTEMPTS = 3;

/** What reserving works with. */
export interface ReservingNeeds extends Pick<AuthContext, 'ask' | 'now'> {
  readonly repository: Pick<AuthRepository, 'transaction'>;
}

/**
 * Reserves the requested nickname in the profile domain, or a generated one when none is requested.
 *
 * @throws a fault `UNAVAILABLE` when the profile domain is unavailable, and while the nickname of somebody without an
 * account is freed.
 */
export async function reserveNickname(
  context: ReservingNeeds,
  requestedNickname: string | null,
  userId: string,
): Promise<Result<string, NicknameRefusal>> {
  if (requestedNickname !== null) return reserve(context, requestedNickname, userId);
  const tryOnce = () => reserve(context, `user${newId('nick', context.now()).slice(-RANDOM_CHARACTERS)}`, userId);
  let reserved = await tryOnce();
  for (let tries = 1; tries < MAX_GENERATED_NICKNAMES && !reserved.ok; tries += 1) reserved = await tryOnce();
  return reserved;
}

/**
 * Releases a reserved nickname for another attempt. If the profile domain is unavailable, the reservation expires in 15
 * minutes.
 */
export async function releaseNickname({ ask }: Pick<AuthContext, 'ask'>, userId: string): Promise<void> {
  await ask('profile', RELEASE_NICKNAME, { input: { userId } }, AUTH_SERVICE).catch(() => undefined);
}

/**
 * Asks the profile domain to create the profile of a new user, so that the response already shows it. Each call waits at most
 * 500 ms and all of them less than 2 s; if they fail, the registration event creates the profile.
 */
export async function createProfile(
  { ask }: Pick<AuthContext, 'ask'>,
  userId: string,
  nickname: string,
): Promise<void> {
  for (let left = MAX_PROFILE_ATTEMPTS; left > 0; left -= 1) {
    const isAnswered = await ask('profile', REGISTER_PROFILE, { input: { userId, nickname } }, AUTH_SERVICE).then(
      () => true,
      () => false,
    );
    if (isAnswered) return;
  }
}

async function reserve(
  { ask, now, repository }: ReservingNeeds,
  nickname: string,
  userId: string,
): Promise<Result<string, NicknameRefusal>> {
  const answer = RESERVATION_RESPONSE.parse(
    await ask('profile', RESERVE_NICKNAME, { input: { nickname, userId } }, AUTH_SERVICE),
  );
  const { reserved, holderId, errors } = answer.reserveNickname;
  if (reserved) return done(nickname);
  if (holderId != null && (await repository.transaction((store) => store.eraseUnlessRegistered(holderId, now()))))
    throw fault('UNAVAILABLE', 'This nickname becomes free in a moment. Try again.');
  const [refusal] = errors;
  return refuse(refusal ?? nicknameTaken);
}

const nicknameTaken: NicknameRefusal = {
  __typename: 'NicknameTaken',
  message: 'This nickname is taken.',
  path: ['input', 'nickname'],
};
