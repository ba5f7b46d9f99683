/** How much to make. */
export interface WorldSize {
  readonly people: number;
  /** People who sign in: each has conversations with messages, which others have not. */
  readonly viewers: number;
}

/** Conversations of a viewer: with all friends but one, and with a person whom the viewer has blocked. */
const CONVERSATIONS_EACH = 20;
const MESSAGES_EACH = 50;

/** The number of a viewer's row among all people. */
export const personOfViewer = (viewer: number, { people, viewers }: WorldSize): number =>
  (viewer + 1) * Math.floor(people / (viewers + 1));

export const emailOf = (person: number): string => `person${person}@bench.example`;

/** An id of the form that `newId` makes, the same at each run: a minute apart in time, random behind it. */
const CREATE_ID = `
  CREATE FUNCTION public.bench_id(prefix text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT prefix || '_' || substr(stamp, 1, 8) || '-' || substr(stamp, 9, 4) || '-7' || substr(rest, 1, 3) || '-8' || substr(rest, 4, 3) || '-' || substr(rest, 7, 12)
    FROM (SELECT lpad(to_hex(1758000000000 + n * 60000), 12, '0') AS stamp, md5(prefix || n) AS rest) AS parts $$`;

const CREATE_PEOPLE: readonly string[] = [
  "CREATE UNLOGGED TABLE public.bench_person AS SELECT n, public.bench_id('usr', n) AS id FROM generate_series(0, $people - 1) AS n",
  `CREATE UNLOGGED TABLE public.bench_viewer AS
   SELECT nth, viewer.n, viewer.id, blocked.id AS blocked_id
   FROM generate_series(0, $viewers - 1) AS nth
   JOIN public.bench_person AS viewer ON viewer.n = (nth + 1) * ($people / ($viewers + 1))
   JOIN public.bench_person AS blocked ON blocked.n = viewer.n + 2`,
  // Ten steps around a circle of all people make twenty friends for each; both directions, and `low` before `high`.
  `CREATE UNLOGGED TABLE public.bench_side AS
   SELECT user_id, friend_id, n, least(user_id, friend_id COLLATE "C") AS low, greatest(user_id, friend_id COLLATE "C") AS high
   FROM (SELECT one.id, other.id, one.n * 10 + step FROM public.bench_person AS one CROSS JOIN generate_series(1, 10) AS step
       JOIN public.bench_person AS other ON other.n = (one.n + step * ($people / 23) + step) % $people) AS pair (one, other, n),
     LATERAL (VALUES (one, other), (other, one)) AS side (user_id, friend_id)`,
  'ANALYZE public.bench_person, public.bench_viewer, public.bench_side',
];

const copiesOf = (domain: string): readonly string[] => [
  `INSERT INTO ${domain}.friendship (user_id, friend_id, is_active, changed_at) SELECT user_id, friend_id, true, '2026-01-01' FROM public.bench_side`,
  `INSERT INTO ${domain}.block (blocker_id, blocked_id, is_active, changed_at) SELECT id, blocked_id, true, '2026-01-01' FROM public.bench_viewer`,
];

/** Every so many people are suspended; viewers are not. */
const SUSPENDED =
  '(SELECT id FROM public.bench_person WHERE n % 50 = 7 EXCEPT SELECT id FROM public.bench_viewer) AS person';

const suspensionsOf = (domain: string): string =>
  `INSERT INTO ${domain}.suspension (user_id, is_active, changed_at) SELECT id, true, '2026-01-01' FROM ${SUSPENDED}`;

/** Everyone who is there, in the domains that have them; `$hash` is the one password's. */
const PEOPLE: readonly string[] = [
  `INSERT INTO auth.account (id, created_at) SELECT id, timestamptz '2025-01-01' + n * interval '1 minute' FROM public.bench_person`,
  `INSERT INTO auth.identifier (kind, value, user_id, created_at, verified_at)
   SELECT 'EMAIL', 'person' || n || '@bench.example', id, '2025-01-01', '2025-01-01' FROM public.bench_person`,
  `INSERT INTO auth.password_credential (user_id, hash, changed_at) SELECT id, '$hash', created_at FROM auth.account`,
  `UPDATE auth.account SET suspended_at = '2026-01-01', suspension_reason = 'Spam' WHERE id IN (SELECT id FROM ${SUSPENDED})`,
  `INSERT INTO friends.person (user_id) SELECT id FROM auth.account`,
  `INSERT INTO profile.profile (id, user_id, nickname, nickname_folded, nickname_key, display_name, bio, interests, city, country, visibility, created_at, updated_at)
   SELECT public.bench_id('prf', n), id, 'person' || n, 'person' || n, 'person' || n, 'Person Number ' || n,
     'Lives somewhere, likes something.', ARRAY['music', 'chess'], 'Zürich', 'CH',
     CASE WHEN n % 50 = 0 THEN 'HIDDEN' WHEN n % 10 = 1 THEN 'FRIENDS' ELSE 'PUBLIC' END, '2025-01-01', '2025-01-01'
   FROM public.bench_person`,
  `INSERT INTO profile.nickname_claim (key, user_id) SELECT nickname_key, user_id FROM profile.profile`,
  `INSERT INTO chat.presence (user_id, last_seen_at) SELECT id, timestamptz '2026-11-01' + random() * interval '1 day' FROM auth.account`,
];

const FRIENDS: readonly string[] = [
  `INSERT INTO friends.friendship (user_id, friend_id, id, since)
   SELECT user_id, friend_id, public.bench_id('fsh', n), timestamptz '2025-06-01' + n * interval '1 second' FROM public.bench_side`,
  `INSERT INTO friends.block (user_id, blocked_id, id, since) SELECT id, blocked_id, public.bench_id('blk', n), '2026-01-01' FROM public.bench_viewer`,
];

/** Conversations of the viewers; those between two of them count for both. */
const CONVERSATIONS: readonly string[] = [
  `CREATE UNLOGGED TABLE public.bench_talk AS
   SELECT low, high, row_number() OVER (ORDER BY md5(low || high)) AS n FROM (
     SELECT least(id, blocked_id COLLATE "C") AS low, greatest(id, blocked_id COLLATE "C") AS high FROM public.bench_viewer
     UNION SELECT low, high FROM (
       SELECT side.low, side.high, row_number() OVER (PARTITION BY side.user_id ORDER BY side.n) AS rank
       FROM public.bench_viewer AS viewer JOIN public.bench_side AS side ON side.user_id = viewer.id) AS own
     WHERE rank < ${CONVERSATIONS_EACH}) AS talk`,
  `INSERT INTO chat.conversation (id, kind, direct_key, created_at, active_at, last_sequence, change_sequence, projected_sequence, member_count)
   SELECT public.bench_id('cnv', n), 'DIRECT', low || ':' || high, '2026-01-01', timestamptz '2026-11-01' + n * interval '1 second', ${MESSAGES_EACH}, ${MESSAGES_EACH + 1}, ${MESSAGES_EACH + 1}, 2
   FROM public.bench_talk`,
  `INSERT INTO chat.member (conversation_id, user_id, role, joined_at, joined_change, read_sequence, delivered_sequence)
   SELECT public.bench_id('cnv', n), user_id, 'MEMBER', '2026-01-01', 1, CASE WHEN n % 3 = 0 THEN 40 ELSE ${MESSAGES_EACH} END, ${MESSAGES_EACH}
   FROM public.bench_talk, unnest(ARRAY[low, high]) AS user_id`,
  `INSERT INTO chat.message (conversation_id, sequence, id, author_id, text, sent_at)
   SELECT public.bench_id('cnv', n), sequence, public.bench_id('msg', n * ${MESSAGES_EACH} + sequence), CASE WHEN sequence % 2 = 0 THEN low ELSE high END,
     'Message number ' || sequence || ': neither short nor long.', timestamptz '2026-11-01' + n * interval '1 second' - (${MESSAGES_EACH} - sequence) * interval '1 minute'
   FROM public.bench_talk, generate_series(1, ${MESSAGES_EACH}) AS sequence`,
];

/** Each consumer has handled all that producers have published, so that none reads a snapshot of the whole world. */
const positionsOf = (consumer: string, producers: readonly string[]): readonly string[] =>
  producers.map(
    (producer) =>
      `INSERT INTO ${consumer}.inbox_position (producer, epoch, number) SELECT '${producer}', epoch, number FROM ${producer}.outbox_head`,
  );

/** Which domains there are, and which of them keep copies of relations and of suspensions. */
export interface WorldDomains {
  readonly domains: readonly string[];
  readonly relations: readonly string[];
  readonly suspensions: readonly string[];
}

/** The statements that make a world, in order. `hash` is that of everybody's password. */
export function worldStatements(
  { people, viewers }: WorldSize,
  { domains, relations, suspensions }: WorldDomains,
  hash: string,
): readonly string[] {
  const statements = [
    CREATE_ID,
    ...CREATE_PEOPLE,
    ...PEOPLE,
    ...FRIENDS,
    ...relations.flatMap(copiesOf),
    ...suspensions.map(suspensionsOf),
    ...CONVERSATIONS,
    ...domains.flatMap((consumer) => positionsOf(consumer, domains)),
    'DROP TABLE public.bench_person, public.bench_viewer, public.bench_side, public.bench_talk',
  ];
  return statements.map((text) =>
    text.replaceAll('$people', String(people)).replaceAll('$viewers', String(viewers)).replaceAll('$hash', hash),
  );
}
