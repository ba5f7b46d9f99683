import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { NotificationsContext } from '../../context.ts';
import { DELIVERIES_TOPIC } from '../../events.ts';
import type { NotificationDelivery, NotificationsStore } from '../../repository/index.ts';
import { id } from '../input-rules.ts';
import { senderScope } from '../require-sender.ts';

export interface RetryNeeds extends Pick<NotificationsContext, 'caller' | 'requestId' | 'now'> {
  readonly signals: Pick<NotificationsContext['signals'], 'notify'>;
  readonly repository: Pick<NotificationsStore, 'deliveries'> & {
    transaction<T>(work: (store: Pick<NotificationsStore, 'reviveDelivery' | 'recordAudit'>) => Promise<T>): Promise<T>;
  };
}

/** Schedules a failed delivery for an immediate attempt and returns it. */
export async function retryDelivery(
  needs: RetryNeeds,
  input: unknown,
): Promise<Result<NotificationDelivery, InvalidInput | NotFound | RefusalOf<'DeliveryNotDead'>>> {
  const parsed = parseInput(z.object({ deliveryId: id }), input);
  if (!parsed.ok) return parsed;
  const { deliveryId } = parsed.value;
  const { now, signals, repository } = needs;
  const revived = await repository.transaction(async (store) => {
    const isRevived = await store.reviveDelivery(deliveryId, now());
    const audited = { action: 'retryNotificationDelivery', subjectId: deliveryId };
    if (isRevived) await store.recordAudit(needs, { ...audited, scope: senderScope(needs.caller) });
    return isRevived;
  });
  const [delivery] = await repository.deliveries([deliveryId]);
  if (delivery == null) return notFound('There is no delivery with this id.', 'deliveryId');
  if (!revived) {
    const message = 'Only failed deliveries can be retried.';
    return refuse({ __typename: 'DeliveryNotDead', message, path: ['input', 'deliveryId'] });
  }
  void signals.notify(DELIVERIES_TOPIC, {});
  return done(delivery);
}
