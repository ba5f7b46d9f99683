import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { AuthContext } from '../../context.ts';
import { messageDelivery } from '../../events.ts';
import type { Identifier } from '../../repository/accounts.ts';
import type { AuthStore } from '../../repository/index.ts';
import { NOTICES } from './notices.ts';
import { recipientHash } from './recipient-hash.ts';

/** No provider is configured for the required kind of message. */
export type ChannelUnavailable = RefusalOf<'ChannelUnavailable'>;

/** Content of a queued message. Its text is rendered when it is sent. */
export const MESSAGE_CONTENT = z.object({
  template: z.enum(['VERIFY', 'RESET', 'ADDRESS_CHANGED', 'ACCOUNT_DELETED', 'DATA_EXPORT_READY', ...NOTICES]),
  to: z.object({ kind: z.enum(['EMAIL', 'PHONE']), value: z.string() }),
  /** Token or code to include; empty for messages without one. */
  secret: z.string(),
});

export type QueueNeeds = Pick<AuthContext, 'now' | 'messageBox' | 'tokenHasher'>;

/** Queues a message in the caller's transaction, so that it is sent only if that commits. */
export async function queueMessage(
  context: QueueNeeds,
  store: Pick<AuthStore, 'enqueueWork'>,
  content: z.infer<typeof MESSAGE_CONTENT>,
  expiresAt: Date,
): Promise<void> {
  const createdAt = context.now();
  const id = newId('out', createdAt);
  const sealed = context.messageBox.seal(id, Buffer.from(JSON.stringify(content)));
  const payload = { sealed, recipientHash: recipientHash(context, content.to), expiresAt: expiresAt.toISOString() };
  await store.enqueueWork(messageDelivery, [{ id, payload }], createdAt);
}

/** The refusal when messages of this kind cannot be sent; null when they can. */
export function channelRefusal({ channels }: Pick<AuthContext, 'channels'>, { kind }: Pick<Identifier, 'kind'>) {
  if (channels.canSend(kind)) return null;
  return refuse<ChannelUnavailable>({
    __typename: 'ChannelUnavailable',
    message:
      kind === 'EMAIL' ? 'Email is not available at the moment.' : 'Text messages are not available at the moment.',
    path: ['input'],
  });
}
