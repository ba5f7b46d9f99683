import { z } from 'zod';
import type { DiscoveryContext } from '../../context.ts';

/** What other domains are asked with: as the viewer, who sees no more of the people than elsewhere. */
type Needs = Pick<DiscoveryContext, 'ask' | 'caller'>;

const FILE = z.object({ id: z.string(), access: z.string() });
const PICTURES = `query Pictures($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on Profile { avatar { id access } photos { file { id access } } } } }`;
const PROFILES = z.object({
  _entities: z.array(
    z.object({ avatar: FILE.nullable(), photos: z.array(z.object({ file: FILE.nullable() })) }).nullable(),
  ),
});
const PLACEHOLDERS = `query Placeholders($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on MediaFile { placeholder } } }`;
const FILES = z.object({ _entities: z.array(z.object({ placeholder: z.string().nullable() }).nullable()) });

/**
 * The ThumbHash of the first photo of each person, or of their avatar, in base64 and in the order of the ids; null for those
 * who have neither, and for all while profile or media cannot be asked.
 */
export async function readPlaceholders(
  { ask, caller }: Needs,
  userIds: readonly string[],
): Promise<readonly (string | null)[]> {
  try {
    const profiles = PROFILES.parse(
      await ask('profile', PICTURES, { representations: userIds.map(toProfile) }, caller),
    )._entities;
    const files = profiles.map((profile) => profile?.photos.find(({ file }) => file !== null)?.file ?? profile?.avatar);
    const present = files.filter((file) => file != null);
    if (present.length === 0) return userIds.map(() => null);
    const representations = present.map((file) => ({ __typename: 'MediaFile', ...file }));
    const placeholders = FILES.parse(await ask('media', PLACEHOLDERS, { representations }, caller))._entities;
    const byFile = new Map(present.map(({ id }, nth) => [id, placeholders[nth]?.placeholder ?? null]));
    return files.map((file) => (file == null ? null : (byFile.get(file.id) ?? null)));
  } catch {
    return userIds.map(() => null);
  }
}

const toProfile = (id: string) => ({ __typename: 'Profile', user: { __typename: 'User', id } });
