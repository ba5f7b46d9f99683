import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { NotificationsContext } from '../../context.ts';
import { OCCURRENCES_TOPIC } from '../../events.ts';
import type { NotificationOccurrence, NotificationsStore } from '../../repository/index.ts';
import { id } from '../input-rules.ts';
import { senderScope } from '../require-sender.ts';

export interface RetryOccurrenceNeeds extends Pick<NotificationsContext, 'caller' | 'requestId' | 'now'> {
  readonly signals: Pick<NotificationsContext['signals'], 'notify'>;
  readonly repository: Pick<NotificationsStore, 'incompleteOccurrence'> & {
    transaction<T>(
      work: (store: Pick<NotificationsStore, 'reviveOccurrence' | 'recordAudit'>) => Promise<T>,
    ): Promise<T>;
  };
}

/** Resumes a failed occurrence from where it stopped and returns it. */
export async function retryOccurrence(
  needs: RetryOccurrenceNeeds,
  input: unknown,
): Promise<Result<NotificationOccurrence, InvalidInput | NotFound | RefusalOf<'OccurrenceNotDead'>>> {
  const parsed = parseInput(z.object({ occurrenceId: id }), input);
  if (!parsed.ok) return parsed;
  const { occurrenceId } = parsed.value;
  const { now, signals, repository } = needs;
  const revived = await repository.transaction(async (store) => {
    const occurrence = await store.reviveOccurrence(occurrenceId, now());
    const audited = { action: 'retryNotificationOccurrence', subjectId: occurrenceId };
    if (occurrence !== null) await store.recordAudit(needs, { ...audited, scope: senderScope(needs.caller) });
    return occurrence;
  });
  if (revived !== null) {
    void signals.notify(OCCURRENCES_TOPIC, {});
    return done(revived);
  }
  if ((await repository.incompleteOccurrence(occurrenceId)) === null)
    return notFound('There is no occurrence with this id, or it is complete.', 'occurrenceId');
  const message = 'Only failed occurrences can be resumed.';
  return refuse({ __typename: 'OccurrenceNotDead', message, path: ['input', 'occurrenceId'] });
}
