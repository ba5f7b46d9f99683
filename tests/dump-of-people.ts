import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The password of everybody in a dump. */
export const OLD_PASSWORD = 'correct horse battery';

/** Hashes of it as older systems keep them, with little work: bcrypt, and scrypt and PBKDF2 of Django. */
export const OLD_HASHES = [
  '$2b$04$kARd2v7RhH3rtuAx3JHxvuavzelCdRJxijwtytOvlukem4mq2gCOS',
  'scrypt$1024$seasalt$8$1$fTwdYrxXK5/OG6iyAYN++CxTZgMb6MHXR6rhVXIgSHjQ7FiXuVEFz4EvVUsmygTk21KAcS7joGurlDlxzzruZA==',
  'pbkdf2_sha256$1000$seasalt$DrdiWD40lyBuydnjvZiDrdQMx1S1mOA9O0QYex0R6ww=',
] as const;

const FIRST_DAY = Date.UTC(2019, 0, 1);
const DAY_MS = 86_400_000;
const GENDERS = ['f', 'm', ''] as const;

/** A map of the three files that `writeDump` writes. */
export const PEOPLE_MAP = `source: test-system
files:
  - file: users.csv
    kind: people
    fields:
      id: id
      email: email
      nickname: nickname
      passwordHash: password
      createdAt: { column: created_at, zone: UTC }
      dateOfBirth: { column: birth_date, format: DD.MM.YYYY }
  - file: profiles.csv
    kind: profiles
    fields:
      id: user_id
      displayName: name
      bio: bio
      gender: { column: gender, values: { f: FEMALE, m: MALE } }
      city: city
      interests: { column: interests, separator: ";" }
      visibility: { constant: PUBLIC }
  - file: friends.jsonl
    kind: friendships
    fields:
      id: _id.$oid
      userId: user
      friendId: friend
      status: { column: status, values: { Accepted: ACCEPTED, Requested: REQUESTED, Rejected: REJECTED, Blocked: BLOCKED } }
      createdAt: { column: createdAt, format: unix-ms }
`;

const STATUSES = ['Accepted', 'Accepted', 'Requested', 'Blocked', 'Rejected'] as const;

/** Writes a dump of `count` people, the same at each run, and its map; each asks or knows the next one. Returns their paths. */
export function writeDump(folder: string, count: number): { readonly from: string; readonly map: string } {
  const from = join(folder, 'dump');
  mkdirSync(from, { recursive: true });
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  const users = numbers.map((n) => {
    const created = new Date(FIRST_DAY + (n % 1_000) * DAY_MS).toISOString().slice(0, 19).replace('T', ' ');
    const hash = OLD_HASHES[n % OLD_HASHES.length];
    return `${n},person${n}@example.org,person_${n},"${hash}",${created},0${(n % 9) + 1}.02.199${n % 10}`;
  });
  const profiles = numbers.map(
    (n) => `${n},"Person, the ${n}th","A ""bio""\nof two lines",${GENDERS[n % 3]},City ${n % 50},chess;tea ${n % 7}`,
  );
  const friends = numbers.slice(1).map((n) =>
    JSON.stringify({
      _id: { $oid: n.toString(16).padStart(24, '0') },
      user: n - 1,
      friend: n,
      status: STATUSES[n % STATUSES.length],
      createdAt: FIRST_DAY + n * 1_000,
    }),
  );
  const write = (name: string, lines: readonly string[]): void =>
    writeFileSync(join(from, name), `${lines.join('\n')}\n`);
  write('users.csv', ['id,email,nickname,password,created_at,birth_date', ...users]);
  write('profiles.csv', ['user_id,name,bio,gender,city,interests', ...profiles]);
  write('friends.jsonl', friends);
  const map = join(folder, 'map.yaml');
  writeFileSync(map, PEOPLE_MAP);
  return { from, map };
}
