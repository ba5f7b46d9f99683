import type { Signals } from '../../../runtime/live/signals.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import { sandboxWebhookWork } from '../events.ts';
import type { PaymentsRepository, PaymentsStore } from '../repository/index.ts';
import type { TokenBehaviour } from './sandbox-tokens.ts';

/** What the sandbox runs on: all of its state is in the database. */
export interface SandboxNeeds {
  readonly repository: PaymentsRepository;
  readonly now: () => Date;
  readonly signals: Pick<Signals, 'notify'>;
}

/** Why the sandbox does not do something. */
export type SandboxRefusal = 'INVALID_STATE' | 'EXPIRED' | 'METHOD_NOT_AVAILABLE' | 'AMOUNT_TOO_LARGE' | 'NOT_FOUND';

/** An instant after the one before, so that changes of one thing have an order. */
export const nextInstant = (before: Date, now: Date): Date => (now > before ? now : new Date(before.getTime() + 1));

/** How much later the first of two webhooks arrives that are sent in the wrong order. */
const REVERSAL_MS = 2_000;

/** Queues the webhook of a change, in its transaction, as the token has webhooks sent. */
export async function emit(
  store: PaymentsStore,
  kind: 'payment' | 'refund' | 'dispute' | 'payout',
  object: object,
  { webhooks, isFirst = false }: Pick<TokenBehaviour, 'webhooks'> & { readonly isFirst?: boolean },
  now: Date,
): Promise<void> {
  if (webhooks === 'never') return;
  const eventId = newId('sbe', now);
  const payload = { eventId, body: JSON.stringify({ kind, object }) };
  const dueAt = new Date(now.getTime() + (webhooks === 'reversed' && isFirst ? REVERSAL_MS : 0));
  const items = webhooks === 'twice' ? [{ payload }, { payload }] : [{ payload, dueAt }];
  await store.enqueueWork(sandboxWebhookWork, items, now);
}

/** Has what was queued done now, after the commit. */
export const wakeSandbox = ({ signals }: Pick<SandboxNeeds, 'signals'>): Promise<void> =>
  notifyWork(signals, 'payments');
