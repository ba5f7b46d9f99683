import { z } from 'zod';
import { fault } from '../../../../runtime/executor/faults.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import { ensureAccount } from '../accounts/ensure-account.ts';
import { maskName } from './mask-name.ts';

/** Where money for a person goes. */
export interface WalletPayee {
  readonly accountId: string;
  readonly userId: string;
  readonly displayName: string;
}

/** Names a person by exactly one of id and nickname. */
interface PayeeRequest {
  readonly userId: string | null;
  readonly nickname: string | null;
  readonly currency: string;
}

const FIELDS = '{ displayName user { id } }';
const BY_ID = `query WalletPayee($userId: ID!) { profile(userId: $userId) ${FIELDS} }`;
const BY_NICKNAME = `query WalletPayee($nickname: String!) { profile: profileByNickname(nickname: $nickname) ${FIELDS} }`;

const RESPONSE = z.object({
  profile: z.object({ displayName: z.string(), user: z.object({ id: z.string() }) }).nullable(),
});

type Needs = Parameters<typeof ensureAccount>[0] &
  Pick<WalletContext, 'caller' | 'settings'> & {
    readonly repository: Pick<WalletContext['repository'], 'payableAccount'>;
  };

/**
 * The account by which the viewer may pay a person; null when there is none. Whether there is such a person for the viewer is
 * what profile says, and the copies of blocks and suspensions here.
 *
 * @throws a fault `BAD_USER_INPUT` unless exactly one of id and nickname is given; `UNAVAILABLE` while profile is away.
 */
export async function findPayee(
  needs: Needs,
  { userId, nickname, currency }: PayeeRequest,
): Promise<WalletPayee | null> {
  const { caller, ask, settings, repository } = needs;
  const viewerId = viewerOf(caller);
  if ((userId === null) === (nickname === null))
    throw fault('BAD_USER_INPUT', 'Exactly one of `userId` and `nickname` is given.');
  if (!settings.currencies.includes(currency)) return null;
  const [document, variables] = userId === null ? [BY_NICKNAME, { nickname }] : [BY_ID, { userId }];
  const { profile } = RESPONSE.parse(await ask('profile', document, variables, caller));
  if (profile === null || profile.user.id === viewerId) return null;
  const { id } = profile.user;
  if (currency === settings.currencies[0]) await ensureAccount(needs, id, currency);
  const accountId = await repository.payableAccount(viewerId, id, currency);
  return accountId === null ? null : { accountId, userId: id, displayName: maskName(profile.displayName) };
}
