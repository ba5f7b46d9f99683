import { z } from 'zod';
import { serviceCaller } from '../../../runtime/caller.ts';
import { fault } from '../../../runtime/faults.ts';
import { newId } from '../../../runtime/ids.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/result.ts';
import type { AuthContext } from '../context.ts';

/** Why a nickname could not be had. */
export type NicknameRefusal = RefusalOf<'NicknameTaken'> | RefusalOf<'InvalidInput'>;

const DOCUMENT = /* GraphQL */ `
  mutation ReserveNickname($input: ReserveNicknameInput!) {
    reserveNickname(input: $input) {
      reserved
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

const ANSWER = z.object({
  reserveNickname: z.object({
    reserved: z.boolean(),
    errors: z.array(
      z.object({
        __typename: z.enum(['NicknameTaken', 'InvalidInput']),
        message: z.string(),
        path: z.array(z.string()),
      }),
    ),
  }),
});

/** A made-up nickname has 40 random bits, so a second try is rare and a fifth one is a fault of something else. */
const MADE_UP_TRIES = 5;
const RANDOM_DIGITS = 10;

/**
 * Reserves the nickname for the person in profile, or one that is made up when none is wanted.
 *
 * @throws a fault `UNAVAILABLE` when profile cannot be asked.
 */
export async function reserveNickname(
  context: Pick<AuthContext, 'ask' | 'now'>,
  wanted: string | null,
  userId: string,
): Promise<Result<string, NicknameRefusal>> {
  if (wanted !== null) return reserve(context, wanted, userId);
  for (let tries = 0; tries < MADE_UP_TRIES; tries += 1) {
    const reserved = await reserve(context, `user${newId('nick', context.now()).slice(-RANDOM_DIGITS)}`, userId);
    if (reserved.ok) return reserved;
  }
  throw fault('UNAVAILABLE', 'No free nickname was found. Try again, or choose one.');
}

async function reserve(
  { ask }: Pick<AuthContext, 'ask'>,
  nickname: string,
  userId: string,
): Promise<Result<string, NicknameRefusal>> {
  const answer = ANSWER.parse(await ask('profile', DOCUMENT, { input: { nickname, userId } }, serviceCaller('auth')));
  const { reserved, errors } = answer.reserveNickname;
  if (reserved) return done(nickname);
  const [refusal] = errors;
  return refuse(refusal ?? nicknameTaken);
}

const nicknameTaken: NicknameRefusal = {
  __typename: 'NicknameTaken',
  message: 'This nickname is taken.',
  path: ['input', 'nickname'],
};
