import { newId } from '../../../runtime/operations/ids.ts';
import type { ProfileContext } from '../context.ts';
import type { ProfileStore } from '../repository/index.ts';
import { type Nickname, nicknameInput } from './nickname.ts';
import { nicknameColumns } from './profile-fields.ts';
import { publishFacts } from './publish-facts.ts';

interface Needs extends Pick<ProfileContext, 'now'> {
  readonly store: Pick<ProfileStore, 'claimNickname' | 'addProfile' | 'releaseNicknames' | 'announce'>;
}

/** Number of random characters of the id that make a nickname unique. */
const SUFFIX_LENGTH = 12;

/**
 * Creates the profile of a registered user with their reserved nickname, unless they have one. If the reservation has expired
 * and the nickname is taken, a nickname is derived from it and the user's id.
 */
export async function registerProfile({ store, now }: Needs, userId: string, requestedNickname: string): Promise<void> {
  const nickname = await claimFirst({ store, now }, userId, candidates(userId, requestedNickname));
  const profile = await store.addProfile(
    { ...nicknameColumns(nickname), displayName: nickname.shown, id: newId('prf', now()), userId },
    now(),
  );
  await store.releaseNicknames(userId);
  if (profile !== null) await publishFacts(store, profile, profile, now());
}

async function claimFirst({ store, now }: Needs, userId: string, nicknames: readonly Nickname[]): Promise<Nickname> {
  for (const nickname of nicknames) {
    if (await store.claimNickname({ key: nickname.key, userId, expiresAt: null }, now())) return nickname;
  }
  throw new Error(`no nickname is available for ${userId}`);
}

function candidates(userId: string, requestedNickname: string): Nickname[] {
  const suffix = userId.replace(/[^0-9a-z]/gi, '').slice(-SUFFIX_LENGTH);
  const stem = [...requestedNickname]
    .slice(0, 16)
    .join('')
    .replace(/[_.]+$/, '');
  return [requestedNickname, `${stem}_${suffix}`, `user_${suffix}`].flatMap((name) => {
    const parsed = nicknameInput.safeParse(name);
    return parsed.success ? [parsed.data] : [];
  });
}
