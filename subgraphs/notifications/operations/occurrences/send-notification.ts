import { z } from 'zod';
import type { Database } from '../../../../runtime/database/database.ts';
import {
  type IdempotencyRefusal,
  idempotencyKey,
  once,
  type Replayable,
} from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { NotificationsContext } from '../../context.ts';
import { CHANNELS, OCCURRENCES_TOPIC } from '../../events.ts';
import type { NotificationsStore, OccurrenceDraft } from '../../repository/index.ts';
import { id, templateName, templateValues, topic } from '../input-rules.ts';
import { senderScope } from '../require-sender.ts';
import { placeholdersOf } from '../templates/render-template.ts';

const MAX_RECIPIENTS = 1_000;
/** Number of users looked up per call to the auth domain. */
const USER_BATCH_SIZE = 100;

/** Reasons why a notification is not sent. */
export type SendRefusal = InvalidInput | NotFound | IdempotencyRefusal;

type Sent = Replayable<{ readonly batchId: string }, SendRefusal>;

export interface SendNeeds extends Pick<NotificationsContext, 'caller' | 'requestId' | 'now' | 'ask'> {
  readonly signals: Pick<NotificationsContext['signals'], 'notify'>;
  readonly repository: Pick<NotificationsStore, 'newestOf'> &
    Pick<Database<Pick<NotificationsStore, 'addOccurrences' | 'recordAudit'>>, 'transaction'>;
}

const INPUT = z.object({
  userIds: z.array(id).max(MAX_RECIPIENTS, `At most ${MAX_RECIPIENTS} persons.`),
  topic: topic.nullish(),
  template: templateName,
  data: templateValues,
  channels: z.array(z.enum(CHANNELS)).nullish(),
  idempotencyKey: idempotencyKey.nullish(),
});
type Input = z.infer<typeof INPUT>;

const USERS = 'query NotificationsUsers($ids: [ID!]!) { users(ids: $ids) { id } }';
const USERS_RESPONSE = z.object({ users: z.array(z.object({ id: z.string() }).nullable()) });

/**
 * Accepts a notification to users and followers of a topic, and returns its batch id. The same idempotency key with the same
 * input returns the same id and sends nothing.
 *
 * @throws a fault `UNAVAILABLE` when the auth domain cannot confirm that the users exist.
 */
export async function sendNotification(needs: SendNeeds, input: unknown): Promise<Sent> {
  const senderId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const sending = { ...parsed.value, userIds: [...new Set(parsed.value.userIds)].sort() };
  const refused = (await checkTemplate(needs, sending)) ?? (await checkPeople(needs, sending));
  if (refused !== null) return { ...refused, isReplay: false };

  const { idempotencyKey: key = null, ...content } = sending;
  const call = { scope: senderId, operation: 'sendNotification', key, input: content };
  const sent: Sent = await once(needs, call, async (store) => {
    const now = needs.now();
    const batchId = newId('ntb', now);
    await store.addOccurrences(draftsOf(sending, batchId), now);
    const audited = { action: 'sendNotification', subjectId: batchId, after: content };
    await store.recordAudit(needs, { ...audited, scope: senderScope(needs.caller) });
    return done({ batchId });
  });
  if (sent.ok) void needs.signals.notify(OCCURRENCES_TOPIC, {});
  return sent;
}

/** One occurrence for the users and one for the followers, which excludes those users. */
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
    subjectType: null,
    subjectId: null,
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
    return refuse({
      __typename: 'InvalidInput',
      message: 'Enter at least one recipient or a topic.',
      path: ['input', 'userIds'],
    });
  const templates = await repository.newestOf(template);
  if (templates.length === 0) return notFound('There is no template with this name.', 'template');
  const missing = templates.flatMap(placeholdersOf).find((placeholder) => !Object.hasOwn(data, placeholder));
  if (missing === undefined) return null;
  return refuse({
    __typename: 'InvalidInput',
    message: `The value of {{${missing}}} is missing.`,
    path: ['input', 'data'],
  });
}

async function checkPeople({ ask, caller }: SendNeeds, { userIds }: Input): Promise<Result<never, SendRefusal> | null> {
  const groups = Array.from({ length: Math.ceil(userIds.length / USER_BATCH_SIZE) }, (_, at) =>
    userIds.slice(at * USER_BATCH_SIZE, (at + 1) * USER_BATCH_SIZE),
  );
  const answers = await Promise.all(groups.map((ids) => ask('auth', USERS, { ids }, caller)));
  const existing = new Set(answers.flatMap((answer) => USERS_RESPONSE.parse(answer).users.map((user) => user?.id)));
  return userIds.every((userId) => existing.has(userId)) ? null : notFound('There is no user with this id.', 'userIds');
}
