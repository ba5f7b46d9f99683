import { z } from 'zod';
import { fault } from '../../../../runtime/executor/faults.ts';
import { type RetainedRecord, readRetainedRecords } from '../../../../runtime/retention/retained-records.ts';
import type { PaymentsContext } from '../../context.ts';
import { paymentInput } from '../payments/payment-input.ts';

interface Needs extends Pick<PaymentsContext, 'caller' | 'requestId' | 'now' | 'retentionBox'> {
  readonly repository: Pick<PaymentsContext['repository'], 'transaction'>;
}

/**
 * Opens what is retained about a person, and records in the audit log who has read it and why.
 *
 * @throws a fault `FORBIDDEN` for callers without the scope `finance`, and `BAD_USER_INPUT` without a reason.
 */
export async function findRetainedRecords(
  { repository, retentionBox, ...request }: Needs,
  subjectId: string,
  why: string,
): Promise<RetainedRecord[]> {
  const reason = paymentInput.reason.safeParse(why);
  if (!reason.success) throw fault('BAD_USER_INPUT', z.prettifyError(reason.error));
  return repository.transaction((_, sql) =>
    readRetainedRecords(sql, retentionBox, request, { subjectId, reason: reason.data }),
  );
}
