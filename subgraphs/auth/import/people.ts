import type { ImportFacts, ImportOutcome, ImportRow } from '../../../runtime/import/import-row.ts';
import { type DomainImporter, importerOf } from '../../../runtime/import/open-importer.ts';
import { birthDateChanged, contactVerified, userRegistered } from '../events.ts';
import type { ImportedAccount } from '../repository/imported-accounts.ts';
import type { AuthStore } from '../repository/index.ts';
import { type ImportedPerson, type PeopleRules, personSchema } from './person-schema.ts';

/** The part of the store that importing people needs. */
type Store = Pick<
  AuthStore,
  'addImportedAccounts' | 'existingAccounts' | 'importedAccounts' | 'deletedAmong' | 'announceAll'
>;

/** Of the random part of an id. */
const NICKNAME_CHARACTERS = 10;

/** Imports people: accounts with addresses, identities and the hash of the old password. */
export const peopleImporter = (rules: PeopleRules): DomainImporter<Store> =>
  importerOf<ImportedPerson, Store>({
    kind: 'people',
    key: { prefix: 'usr' },
    fields: {
      email: { type: 'text' },
      isEmailVerified: { type: 'boolean' },
      phone: { type: 'phone' },
      isPhoneVerified: { type: 'boolean' },
      nickname: { type: 'text' },
      createdAt: { type: 'instant' },
      dateOfBirth: { type: 'date' },
      passwordHash: { type: 'text' },
      telegramId: { type: 'text' },
      oauthProvider: { type: 'text' },
      oauthId: { type: 'text' },
    },
    schema: personSchema(rules),
    uniqueKeys: ({ identifiers, identities }) => [
      ...identifiers.map(({ kind, value }) => `${kind} ${value}`),
      ...identities.map(({ provider, subject }) => `${provider} ${subject}`),
    ],
    write: importPeople,
    existing: (store, ids) => store.existingAccounts(ids),
    facts: factsOf,
    async stored(store, ids) {
      const accounts = await store.importedAccounts(ids);
      return new Map(
        accounts.map(({ id, createdAt, ...facts }) => [id, { ...facts, createdAt: createdAt.toISOString() }]),
      );
    },
  });

/** Stores people whose addresses and identities nobody else has, and publishes what a registration publishes. */
export async function importPeople(
  store: Store,
  rows: readonly ImportRow<ImportedPerson>[],
  now: Date,
): Promise<readonly ImportOutcome[]> {
  const deleted = new Set(await store.deletedAmong(rows.map(({ id }) => id)));
  const accounts = rows.filter(({ id }) => !deleted.has(id)).map((row) => accountOf(row, now));
  const { inserted, clashing } = await store.addImportedAccounts(accounts);
  const added = accounts.filter(({ id }) => inserted.has(id));
  const nicknames = new Map(rows.map(({ id, value }) => [id, value.nickname ?? generatedNickname(id)]));
  await store.announceAll(
    userRegistered,
    added.map(({ id, createdAt }) => ({
      userId: id,
      nickname: nicknames.get(id) ?? '',
      registeredAt: createdAt.toISOString(),
      isImported: true,
    })),
    now,
  );
  const births = added.flatMap(({ id: userId, dateOfBirth }) =>
    dateOfBirth === null ? [] : [{ userId, dateOfBirth }],
  );
  await store.announceAll(birthDateChanged, births, now);
  const verified = added.flatMap(({ id: userId, createdAt, identifiers }) =>
    identifiers
      .filter(({ isVerified }) => isVerified)
      .map(({ kind }) => ({ userId, kind, at: createdAt.toISOString() })),
  );
  await store.announceAll(contactVerified, verified, now);
  return rows.map(({ id }): ImportOutcome => {
    if (deleted.has(id)) return { reason: 'This person has deleted their account here.' };
    const clash = clashing.get(id);
    if (clash !== undefined) return { reason: `${NAMES[clash]} belongs to another account.` };
    return inserted.has(id) ? 'inserted' : 'present';
  });
}

const NAMES = {
  EMAIL: 'The e-mail address',
  PHONE: 'The phone number',
  IDENTITY: 'The identity at a provider',
} as const;

function accountOf({ id, value }: ImportRow<ImportedPerson>, now: Date): ImportedAccount {
  const { createdAt, dateOfBirth, passwordHash, identifiers, identities } = value;
  return {
    id,
    createdAt: createdAt ?? now,
    dateOfBirth: dateOfBirth ?? null,
    passwordHash: passwordHash ?? null,
    identifiers,
    identities,
  };
}

/** As a registration without one, from the random part of the id. */
const generatedNickname = (id: string): string => `user${id.slice(-NICKNAME_CHARACTERS)}`;

/** The hash is not among them: it is replaced when the person signs in. */
function factsOf({ value }: ImportRow<ImportedPerson>): ImportFacts {
  const { createdAt, dateOfBirth, passwordHash, identifiers, identities } = value;
  const addressOf = (kindOfAddress: string) => identifiers.find(({ kind }) => kind === kindOfAddress)?.value ?? null;
  return {
    email: addressOf('EMAIL'),
    phone: addressOf('PHONE'),
    dateOfBirth: dateOfBirth ?? null,
    hasPassword: passwordHash != null,
    identities: identities.map(({ provider, subject }) => `${provider} ${subject}`).sort(),
    ...(createdAt == null ? {} : { createdAt: createdAt.toISOString() }),
  };
}
