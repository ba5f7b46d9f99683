import type { AuthContext } from '../../context.ts';
import type { Identifier } from '../../repository/accounts.ts';
import type { AuthStore } from '../../repository/index.ts';
import { NOTICE_TTL_MS } from '../messages/message-lifetimes.ts';
import type { Notice } from '../messages/notices.ts';
import { channelRefusal, type QueueNeeds, queueMessage } from '../messages/queue-message.ts';
import { type RecordNeeds, recordEvent } from './record-event.ts';

export type ChangeNeeds = RecordNeeds & QueueNeeds & Pick<AuthContext, 'signals' | 'channels'>;

type Store = Pick<AuthStore, 'recordEvents' | 'addressesOf' | 'enqueueWork'>;

/**
 * Records in the caller's transaction a change to how a user signs in, and queues a notice to the user, in case somebody else
 * made it. Call `notifyWork` after the commit.
 */
export async function recordChange(context: ChangeNeeds, store: Store, userId: string, kind: Notice): Promise<void> {
  await recordEvent(context, store, userId, kind);
  const to = await findContactAddress(context, store, userId, () => true);
  if (to !== null) await queueNotice(context, store, to, kind);
}

/** Queues a message that notifies a user of a change. */
export function queueNotice(
  context: QueueNeeds,
  store: Pick<AuthStore, 'enqueueWork'>,
  to: Identifier,
  template: Notice,
): Promise<void> {
  const expiresAt = new Date(context.now().getTime() + NOTICE_TTL_MS);
  return queueMessage(context, store, { template, to, secret: '' }, expiresAt);
}

/** Preferred address for notices: a verified address first, then an email before a phone number. */
export async function findContactAddress(
  context: Pick<AuthContext, 'channels'>,
  store: Pick<AuthStore, 'addressesOf'>,
  userId: string,
  fits: (address: Identifier) => boolean,
): Promise<Identifier | null> {
  const addresses = await store.addressesOf(userId);
  const reachable = addresses.filter(
    (address) => address.isHeld && fits(address) && channelRefusal(context, address) === null,
  );
  const rank = ({ kind, verifiedAt }: (typeof addresses)[number]): number =>
    (verifiedAt === null ? 2 : 0) + (kind === 'EMAIL' ? 0 : 1);
  const [first] = reachable.toSorted((one, other) => rank(one) - rank(other));
  return first === undefined ? null : { kind: first.kind, value: first.value };
}
