import { z } from 'zod';
import type { ImportFacts, ImportOutcome, ImportRow } from '../../../runtime/import/import-row.ts';
import { type DomainImporter, importerOf } from '../../../runtime/import/open-importer.ts';
import { profileChanged } from '../events.ts';
import { profileFields } from '../operations/profile-fields.ts';
import type { ImportedProfile } from '../repository/imported-profiles.ts';
import type { ProfileStore } from '../repository/index.ts';

type Store = Pick<ProfileStore, 'fillNewProfiles' | 'profilesOf' | 'announceAll'>;

const { location, ...rules } = profileFields;
const { city, country } = location.unwrap().unwrap().shape;

/** Rules for one profile of a dump; they are those of a change by the person. */
export const profileSchema = z
  .object({ ...rules, city, country, visibility: z.enum(['PUBLIC', 'FRIENDS', 'HIDDEN']).nullish() })
  .transform((given) => ({
    displayName: given.displayName ?? null,
    bio: given.bio ?? null,
    gender: given.gender ?? null,
    interests: given.interests ?? [],
    city: given.city ?? null,
    country: given.country ?? null,
    visibility: given.visibility ?? 'PUBLIC',
  }));

type ProfileRow = ImportRow<z.output<typeof profileSchema>>;

/** Imports what people show of themselves. The old id is that of the person; the profile is there since the account is. */
export const profilesImporter = (): DomainImporter<Store> =>
  importerOf<ProfileRow['value'], Store>({
    kind: 'profiles',
    key: { prefix: 'usr', kind: 'people' },
    fields: {
      displayName: { type: 'text' },
      bio: { type: 'text' },
      gender: { type: 'text' },
      interests: { type: 'list' },
      city: { type: 'text' },
      country: { type: 'text' },
      visibility: { type: 'text' },
    },
    schema: profileSchema,
    write: importProfiles,
    async pending(store, ids) {
      const found = new Set((await store.profilesOf(ids)).map(({ userId }) => userId));
      return ids.filter((id) => !found.has(id));
    },
    existing: async (store, ids) => (await store.profilesOf(ids)).map(({ userId }) => userId),
    facts: ({ value: { displayName, ...facts } }): ImportFacts => ({
      ...facts,
      ...(displayName === null ? {} : { displayName }),
    }),
    async stored(store, ids) {
      const profiles = await store.profilesOf(ids);
      return new Map(
        profiles
          // A new one has no facts yet that could differ.
          .filter(({ revision }) => revision > 1)
          .map(({ userId, nickname, revision, ...facts }) => [userId, facts]),
      );
    },
  });

/** Fills profiles that nobody has changed since the account was created; others stay as their people have made them. */
export async function importProfiles(
  store: Store,
  rows: readonly ProfileRow[],
  now: Date,
): Promise<readonly ImportOutcome[]> {
  const found = new Set((await store.profilesOf(rows.map(({ id }) => id))).map(({ userId }) => userId));
  const drafts = rows.map(({ id: userId, value }): ImportedProfile => ({ userId, ...value }));
  const filled = await store.fillNewProfiles(drafts, now);
  await store.announceAll(profileChanged, filled, now);
  const inserted = new Set(filled.map(({ userId }) => userId));
  return rows.map(({ id }) => {
    if (!found.has(id)) return { reason: 'The person has no profile here.' };
    return inserted.has(id) ? 'inserted' : 'present';
  });
}
