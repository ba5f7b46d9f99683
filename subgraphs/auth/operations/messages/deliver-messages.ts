import type { z } from 'zod';
import type { AuthContext } from '../../context.ts';
import type { AuthRepository } from '../../repository/index.ts';
import type { TakenMessage } from '../../repository/messages.ts';
import { composeMessage } from './compose-message.ts';
import { MESSAGE_CONTENT } from './queue-message.ts';

/** What delivering needs. */
export interface DeliveryNeeds extends Pick<AuthContext, 'now' | 'messageBox' | 'channels' | 'tokenHasher'> {
  readonly repository: Pick<
    AuthRepository,
    'takeMessages' | 'postponeMessage' | 'removeMessage' | 'credentialOf' | 'putChallenge' | 'noteRefusal' | 'isRefused'
  >;
  /** Told of every message that could not be sent. */
  readonly report: (messageId: string, attempts: number, error: unknown) => void;
}

const SECOND_MS = 1_000;

/** Messages that one round sends side by side. */
const BATCH_SIZE = 10;

/** Longer than sending can take: who took a message and died has it sent again after that. */
const LEASE_MS = 60 * SECOND_MS;
const MIN_RETRY_DELAY_MS = 5 * SECOND_MS;
const MAX_RETRY_DELAY_MS = 600 * SECOND_MS;

/**
 * Sends messages that are due, once round; true when there may be more. A message leaves the queue when the provider has
 * taken it, so a crash in between sends it twice, under the same id. What fails is tried again, ever more rarely, until
 * it is of no use any more; what is refused for good is not.
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

/** What people ask for is sent to an address that was refused before, too: it may be the proof that it works again. */
const REQUESTED_TEMPLATES: ReadonlySet<Content['template']> = new Set(['VERIFY', 'RESET']);

async function send(
  needs: DeliveryNeeds,
  { id, expiresAt }: TakenMessage,
  { template, to, secret }: Content,
): Promise<void> {
  if (!REQUESTED_TEMPLATES.has(template) && (await needs.repository.isRefused(to))) return;
  if (template === 'RESET') {
    // Looked up here and not when it was asked for: asking takes as long for an account as for none.
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
