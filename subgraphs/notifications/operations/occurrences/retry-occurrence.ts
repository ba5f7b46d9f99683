import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { NotificationsContext } from '../../context.ts';
import { WORK_TOPIC } from '../../events.ts';
import type { NotificationOccurrence, NotificationsStore } from '../../repository/index.ts';
import { id } from '../input-rules.ts';

export interface RetryOccurrenceNeeds extends Pick<NotificationsContext, 'now'> {
  readonly signals: Pick<NotificationsContext['signals'], 'notify'>;
  readonly repository: Pick<NotificationsStore, 'reviveOccurrence' | 'incompleteOccurrence'>;
}

/** Resumes a failed occurrence from where it stopped and returns it. */
export async function retryOccurrence(
  { now, signals, repository }: RetryOccurrenceNeeds,
  input: unknown,
): Promise<Result<NotificationOccurrence, InvalidInput | NotFound | RefusalOf<'OccurrenceNotDead'>>> {
  const parsed = parseInput(z.object({ occurrenceId: id }), input);
  if (!parsed.ok) return parsed;
  const { occurrenceId } = parsed.value;
  const revived = await repository.reviveOccurrence(occurrenceId, now());
  if (revived !== null) {
    void signals.notify(WORK_TOPIC, {});
    return done(revived);
  }
  if ((await repository.incompleteOccurrence(occurrenceId)) === null)
    return notFound('There is no occurrence with this id, or it is complete.', 'occurrenceId');
  const message = 'Only failed occurrences can be resumed.';
  return refuse({ __typename: 'OccurrenceNotDead', message, path: ['input', 'occurrenceId'] });
}
