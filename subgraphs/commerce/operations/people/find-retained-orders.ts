import { fault } from '../../../../runtime/executor/faults.ts';
import { type RetainedRecord, readRetainedRecords } from '../../../../runtime/retention/retained-records.ts';
import type { CommerceContext } from '../../context.ts';
import { reasonInput } from '../orders/order-input.ts';

interface Needs extends Pick<CommerceContext, 'caller' | 'requestId' | 'now' | 'retentionBox'> {
  readonly repository: Pick<CommerceContext['repository'], 'transaction'>;
}

/**
 * Opens what is retained about a person, and records in the audit log who has read it and why.
 *
 * @throws a fault `FORBIDDEN` for callers without the scope `finance`, and `BAD_USER_INPUT` without a reason.
 */
export async function findRetainedOrders(
  { repository, retentionBox, ...request }: Needs,
  subjectId: string,
  why: string,
): Promise<RetainedRecord[]> {
  const reason = reasonInput.safeParse(why);
  if (!reason.success) throw fault('BAD_USER_INPUT', 'A reason holds 1 to 500 characters.');
  return repository.transaction((_, sql) =>
    readRetainedRecords(sql, retentionBox, request, { subjectId, reason: reason.data }),
  );
}
