import type { z } from 'zod';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import type { TakenMessage } from '../../repository/messages.ts';
import { composeMessage } from './compose-message.ts';
import { MESSAGE_CONTENT } from './queue-message.ts';

export interface DeliveryNeeds extends Pick<AuthContext, 'now' | 'messageBox' | 'channels' | 'tokenHasher'> {
  readonly repository: Pick<
    AuthRepository,
    'takeMessages' | 'postponeMessage' | 'removeMessage' | 'credentialOf' | 'putChallenge' | 'noteRefusal' | 'isRefused'
  >;
  /** Called for every message that could not be sent. */
  readonly report: (messageId: string, attempts: number, error: unknown) => void;
}

const SECOND_MS = 1_000;

/** Number of messages sent concurrently. */
const BATCH_SIZE = 10;

/** Longer than sending can take. When a process dies, another one sends the message again after this time. */
const LEASE_MS = 60 * SECOND_MS;
const MIN_RETRY_DELAY_MS = 5 * SECOND_MS;
const MAX_RETRY_DELAY_MS = 600 * SECOND_MS;

/**
 * Sends one batch of messages that are due; returns true when there may be more. A message leaves the queue once the provider
 * has accepted it, so a crash in between sends it twice, under the same id. Failures are retried with increasing delays
 * until the message expires, unless they are permanent.
 */
export async function deliverMessages(needs: DeliveryNeeds): Promise<boolean> {
  const now = needs.now();
  const taken = await needs.repository.takeMessages(now, new Date(now.getTime() + LEASE_MS), BATCH_SIZE);
  await Promise.all(taken.map((message) => deliver(needs, message)));
  return taken.length === BATCH_SIZE;
}

async function deliver(needs: DeliveryNeeds, message: TakenMessage): Promise<void> {
  const { id, attempts, expiresAt } = message;
  const now = needs.now();
  if (expiresAt <= now) return needs.repository.removeMessage(id);
  const content = contentOf(needs, message);
  try {
    await send(needs, message, content);
  } catch (error) {
    needs.report(id, attempts, error);
    if (hasFlag(error, 'isAddressRefused')) await needs.repository.noteRefusal(content.to, now);
    if (hasFlag(error, 'isPermanent')) return needs.repository.removeMessage(id);
    const delayMs = Math.min(MIN_RETRY_DELAY_MS * 2 ** (attempts - 1), MAX_RETRY_DELAY_MS);
    return needs.repository.postponeMessage(id, new Date(needs.now().getTime() + delayMs));
  }
  await needs.repository.removeMessage(id);
}

const hasFlag = (error: unknown, what: 'isPermanent' | 'isAddressRefused'): boolean =>
  error instanceof Error && Reflect.get(error, what) === true;

type Content = z.infer<typeof MESSAGE_CONTENT>;

const contentOf = ({ messageBox }: DeliveryNeeds, { id, sealed }: TakenMessage): Content =>
  MESSAGE_CONTENT.parse(JSON.parse(messageBox.open(id, sealed).toString()));

/** Requested messages are sent even to addresses that were rejected before: they may prove that the address works again. */
const REQUESTED_TEMPLATES: ReadonlySet<Content['template']> = new Set(['VERIFY', 'RESET']);

async function send(
  needs: DeliveryNeeds,
  { id, expiresAt }: TakenMessage,
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
