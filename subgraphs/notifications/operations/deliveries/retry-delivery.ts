import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { NotificationsContext } from '../../context.ts';
import { WORK_TOPIC } from '../../events.ts';
import type { NotificationDelivery, NotificationsStore } from '../../repository/index.ts';
import { id } from '../input-rules.ts';

export interface RetryNeeds extends Pick<NotificationsContext, 'now'> {
  readonly signals: Pick<NotificationsContext['signals'], 'notify'>;
  readonly repository: Pick<NotificationsStore, 'reviveDelivery' | 'deliveries'>;
}

/** Schedules a failed delivery for an immediate attempt and returns it. */
export async function retryDelivery(
  { now, signals, repository }: RetryNeeds,
  input: unknown,
): Promise<Result<NotificationDelivery, InvalidInput | NotFound | RefusalOf<'DeliveryNotDead'>>> {
  const parsed = parseInput(z.object({ deliveryId: id }), input);
  if (!parsed.ok) return parsed;
  const { deliveryId } = parsed.value;
  const revived = await repository.reviveDelivery(deliveryId, now());
  const [delivery] = await repository.deliveries([deliveryId]);
  if (delivery == null) return notFound('There is no delivery with this id.', 'deliveryId');
  if (!revived) {
    const message = 'Only failed deliveries can be retried.';
    return refuse({ __typename: 'DeliveryNotDead', message, path: ['input', 'deliveryId'] });
  }
  void signals.notify(WORK_TOPIC, {});
  return done(delivery);
}
