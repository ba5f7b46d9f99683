import { z } from 'zod';
import type { ImportRow } from '../../../runtime/import/import-row.ts';
import { type DomainReservation, reservationOf } from '../../../runtime/import/open-importer.ts';
import { isReservedNickname, type Nickname, nicknameInput } from '../operations/nickname.ts';
import type { ProfileStore } from '../repository/index.ts';

/** Profiles are created by the events of the accounts, which a large import may be days ahead of. */
const RESERVATION_TTL_MS = 7 * 24 * 60 * 60 * 1000;

const TAKEN = 'The nickname is taken or reserved.';

type Store = Pick<ProfileStore, 'claimNicknames'>;

/** A person of a dump: all that concerns this domain. */
export interface NamedPerson {
  /** Null: one is generated. */
  readonly nickname: Nickname | null;
}

/** Reserves the nicknames of people who are imported, and refuses those whose nickname somebody else has. */
export const nicknameReservation = (): DomainReservation<Store> =>
  reservationOf<NamedPerson, Store>({
    kind: 'people',
    schema: z
      .object({ nickname: nicknameInput.nullish() })
      .transform(({ nickname }) => ({ nickname: nickname ?? null })),
    reserve: reserveNicknames,
  });

/** Reserves in one statement; of two rows with one nickname the first has it. */
export async function reserveNicknames(
  store: Store,
  rows: readonly ImportRow<NamedPerson>[],
  now: Date,
): Promise<readonly (string | null)[]> {
  const holders = new Map<string, string>();
  for (const { id, value } of rows) {
    const { nickname } = value;
    if (nickname === null || isReservedNickname(nickname) || holders.has(nickname.key)) continue;
    holders.set(nickname.key, id);
  }
  const expiresAt = new Date(now.getTime() + RESERVATION_TTL_MS);
  const claims = [...holders].map(([key, userId]) => ({ key, userId, expiresAt }));
  const refused = new Set(await store.claimNicknames(claims, now));
  return rows.map(({ id, value: { nickname } }) =>
    nickname === null || (holders.get(nickname.key) === id && !refused.has(nickname.key)) ? null : TAKEN,
  );
}
