import { z } from 'zod';
import type { SocialContext } from '../../context.ts';

const ANSWER = z.record(z.string(), z.object({ user: z.object({ id: z.string() }).nullable() }).nullable());

/**
 * The ids of those whose nicknames a text of the viewer has, as far as the viewer may see their profiles; without the viewer.
 *
 * @throws a fault `UNAVAILABLE` when profile cannot be asked.
 */
export async function findMentioned(
  { ask, caller }: Pick<SocialContext, 'ask' | 'caller'>,
  nicknames: readonly string[],
): Promise<string[]> {
  if (nicknames.length === 0) return [];
  const declared = nicknames.map((_, at) => `$n${at}: String!`).join(' ');
  const fields = nicknames.map((_, at) => `p${at}: profileByNickname(nickname: $n${at}) { user { id } }`).join(' ');
  const variables = Object.fromEntries(nicknames.map((nickname, at) => [`n${at}`, nickname]));
  const found = ANSWER.parse(
    await ask('profile', `query SocialFindMentioned(${declared}) { ${fields} }`, variables, caller),
  );
  const ids = Object.values(found).flatMap((profile) => profile?.user?.id ?? []);
  return [...new Set(ids)].filter((id) => id !== caller.viewerId).sort();
}
