import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { NotificationsContext } from '../../context.ts';
import { CHANNELS, WORK_TOPIC } from '../../events.ts';
import type { NotificationsStore, OccurrenceDraft } from '../../repository/index.ts';
import { id, templateName, templateValues, topic } from '../input-rules.ts';
import { placeholdersOf } from '../templates/render-template.ts';

const MAX_PEOPLE = 1_000;
/** Most that auth is asked for at a time. */
const PEOPLE_AT_ONCE = 100;

/** Why nothing is sent. */
export type SendRefusal = InvalidInput | NotFound | RefusalOf<'IdempotencyConflict'>;

/** What sending needs. */
export interface SendNeeds extends Pick<NotificationsContext, 'caller' | 'now' | 'ask'> {
  readonly signals: Pick<NotificationsContext['signals'], 'notify'>;
  readonly repository: Pick<NotificationsStore, 'newestOf'> & {
    transaction<T>(work: (store: Pick<NotificationsStore, 'keepSending' | 'addOccurrence'>) => Promise<T>): Promise<T>;
  };
}

const INPUT = z.object({
  userIds: z.array(id).max(MAX_PEOPLE, `At most ${MAX_PEOPLE} persons.`),
  topic: topic.nullish(),
  template: templateName,
  data: templateValues,
  channels: z.array(z.enum(CHANNELS)).nullish(),
  idempotencyKey: z
    .string()
    .regex(/^[\x20-\x7e]{1,255}$/, 'A key is 1 to 255 printable ASCII characters.')
    .nullish(),
});
type Input = z.infer<typeof INPUT>;

const USERS = 'query NotificationsUsers($ids: [ID!]!) { users(ids: $ids) { id } }';
const USERS_ANSWER = z.object({ users: z.array(z.object({ id: z.string() }).nullable()) });

/**
 * Accepts what is to be told to people and to followers of a topic, and gives the id of this sending. The same key with
 * the same input gives the same id and sends nothing more.
 *
 * @throws a fault `UNAVAILABLE` when auth did not answer whether there are such people.
 */
export async function sendNotification(needs: SendNeeds, input: unknown): Promise<Result<string, SendRefusal>> {
  const senderId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const sending = { ...parsed.value, userIds: [...new Set(parsed.value.userIds)].sort() };
  const refused = (await checkTemplate(needs, sending)) ?? (await checkPeople(needs, sending));
  if (refused !== null) return refused;

  const now = needs.now();
  const batchId = newId('ntb', now);
  const { idempotencyKey: key, ...content } = sending;
  const inputHash = JSON.stringify(content);
  const accepted = await needs.repository.transaction(async (store) => {
    if (key != null) {
      const kept = await store.keepSending(senderId, key, { inputHash, batchId, now });
      if (kept.inputHash !== inputHash) return null;
      if (kept.batchId !== batchId) return kept.batchId;
    }
    for (const draft of draftsOf(sending, batchId)) await store.addOccurrence(draft, now);
    return batchId;
  });
  if (accepted === null) {
    const message = 'Something else was sent under this key.';
    return refuse({ __typename: 'IdempotencyConflict', message, path: ['input', 'idempotencyKey'] });
  }
  void needs.signals.notify(WORK_TOPIC, {});
  return done(accepted);
}

/** One for the people and one for the followers. Who is both is told once: the followers' has the people's as excluded. */
function draftsOf({ userIds, topic: name, template, data, channels }: Input, batchId: string): OccurrenceDraft[] {
  const base = {
    type: 'ANNOUNCEMENT',
    template,
    data,
    channels: channels ?? [],
    actorId: null,
    messageId: null,
    friendRequestId: null,
    streamId: null,
    groupKey: null,
    batchId,
  } as const;
  return [
    ...(userIds.length === 0
      ? []
      : [{ ...base, id: `${batchId}:users`, audience: 'USERS' as const, audienceKey: null, userIds }]),
    ...(name == null
      ? []
      : [{ ...base, id: `${batchId}:topic`, audience: 'TOPIC' as const, audienceKey: name, userIds }]),
  ];
}

async function checkTemplate(
  { repository }: SendNeeds,
  { template, data, userIds, topic: name }: Input,
): Promise<Result<never, SendRefusal> | null> {
  if (userIds.length === 0 && name == null)
    return refuse({ __typename: 'InvalidInput', message: 'Nobody is to be told.', path: ['input', 'userIds'] });
  const templates = await repository.newestOf(template);
  if (templates.length === 0) return notFound('There is no such template.', 'template');
  const missing = templates.flatMap(placeholdersOf).find((placeholder) => !Object.hasOwn(data, placeholder));
  if (missing === undefined) return null;
  return refuse({
    __typename: 'InvalidInput',
    message: `A value for {{${missing}}} is missing.`,
    path: ['input', 'data'],
  });
}

async function checkPeople({ ask, caller }: SendNeeds, { userIds }: Input): Promise<Result<never, SendRefusal> | null> {
  const groups = Array.from({ length: Math.ceil(userIds.length / PEOPLE_AT_ONCE) }, (_, at) =>
    userIds.slice(at * PEOPLE_AT_ONCE, (at + 1) * PEOPLE_AT_ONCE),
  );
  const answers = await Promise.all(groups.map((ids) => ask('auth', USERS, { ids }, caller)));
  const known = new Set(answers.flatMap((answer) => USERS_ANSWER.parse(answer).users.map((user) => user?.id)));
  return userIds.every((userId) => known.has(userId)) ? null : notFound('There is no such person.', 'userIds');
}
