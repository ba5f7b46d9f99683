import type { z } from 'zod';
import type { WorkItem } from '../../../../runtime/work/work-handler.ts';
import type { AuthContext } from '../../context.ts';
import type { QueuedMessage } from '../../events.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { composeMessage } from './compose-message.ts';
import { MESSAGE_CONTENT } from './queue-message.ts';

export interface DeliveryNeeds extends Pick<AuthContext, 'now' | 'messageBox' | 'channels' | 'tokenHasher'> {
  readonly repository: Pick<AuthRepository, 'credentialOf' | 'putChallenge' | 'isRefused'>;
  /** Called for a message that its provider will never accept. */
  readonly report: (messageId: string, error: unknown) => void;
}

/** The address that its provider refuses for good; null for every other outcome. */
export type RefusedAddress = Content['to'] | null;

/**
 * Sends a queued message, unless it has expired or is refused for good. A crash after the provider has accepted it sends it
 * twice, under the same id.
 *
 * @throws any other error of the provider: then it is to be sent later.
 */
export async function deliverMessage(
  needs: DeliveryNeeds,
  { id, payload }: Pick<WorkItem<QueuedMessage>, 'id' | 'payload'>,
): Promise<RefusedAddress> {
  const expiresAt = new Date(payload.expiresAt);
  if (expiresAt <= needs.now()) return null;
  const content = MESSAGE_CONTENT.parse(JSON.parse(needs.messageBox.open(id, payload.sealed).toString()));
  try {
    await send(needs, { id, expiresAt }, content);
  } catch (error) {
    const isPermanent = hasFlag(error, 'isPermanent');
    if (!isPermanent) throw error;
    needs.report(id, error);
    return hasFlag(error, 'isAddressRefused') ? content.to : null;
  }
  return null;
}

const hasFlag = (error: unknown, what: 'isPermanent' | 'isAddressRefused'): boolean =>
  error instanceof Error && Reflect.get(error, what) === true;

type Content = z.infer<typeof MESSAGE_CONTENT>;

/** Requested messages are sent even to addresses that were rejected before: they may prove that the address works again. */
const REQUESTED_TEMPLATES: ReadonlySet<Content['template']> = new Set(['VERIFY', 'RESET']);

async function send(
  needs: DeliveryNeeds,
  { id, expiresAt }: { readonly id: string; readonly expiresAt: Date },
  { template, to, secret }: Content,
): Promise<void> {
  if (!REQUESTED_TEMPLATES.has(template) && (await needs.repository.isRefused(to))) return;
  if (template === 'RESET') {
    // Looked up here rather than at the request, which must take as long for an account as for none.
    const credential = await needs.repository.credentialOf(to);
    if (credential === null) return;
    const hash = needs.tokenHasher.hash(secret);
    await needs.repository.putChallenge({
      userId: credential.userId,
      purpose: 'RESET_PASSWORD',
      hash,
      sentTo: to,
      expiresAt,
    });
  }
  await needs.channels.send({ id, kind: to.kind, to: to.value, ...composeMessage(template, secret) });
}
