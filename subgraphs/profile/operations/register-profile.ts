import { newId } from '../../../runtime/operations/ids.ts';
import type { ProfileContext } from '../context.ts';
import type { ProfileStore } from '../repository/index.ts';
import { type Nickname, nicknameInput } from './nickname.ts';
import { nicknameColumns } from './profile-fields.ts';

interface Needs extends Pick<ProfileContext, 'now'> {
  readonly store: Pick<ProfileStore, 'claimNickname' | 'addProfile' | 'releaseNicknames'>;
}

/** Random characters of an id that make a nickname nobody has. */
const SUFFIX_LENGTH = 12;

/**
 * Makes the profile of a person who has registered, with the nickname reserved for them; nothing when they have one
 * already. Should the event come so late that the reservation has lapsed and somebody else took the nickname, the
 * person begins with one made of it and their id.
 */
export async function registerProfile({ store, now }: Needs, userId: string, wanted: string): Promise<void> {
  const taken = await claimFirst({ store, now }, userId, candidates(userId, wanted));
  await store.addProfile(
    { ...nicknameColumns(taken), displayName: taken.shown, id: newId('prf', now()), userId },
    now(),
  );
  await store.releaseNicknames(userId);
}

async function claimFirst({ store, now }: Needs, userId: string, nicknames: readonly Nickname[]): Promise<Nickname> {
  for (const nickname of nicknames) {
    if (await store.claimNickname({ key: nickname.key, userId, expiresAt: null }, now())) return nickname;
  }
  throw new Error(`No nickname is to be had for ${userId}.`);
}

function candidates(userId: string, wanted: string): Nickname[] {
  const suffix = userId.replace(/[^0-9a-z]/gi, '').slice(-SUFFIX_LENGTH);
  const stem = [...wanted]
    .slice(0, 16)
    .join('')
    .replace(/[_.]+$/, '');
  return [wanted, `${stem}_${suffix}`, `user_${suffix}`].flatMap((name) => {
    const parsed = nicknameInput.safeParse(name);
    return parsed.success ? [parsed.data] : [];
  });
}
