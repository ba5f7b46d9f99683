import type { Sql } from '../../../runtime/database/database.ts';
import { createStoredLog } from '../../../runtime/live/stored-log.ts';
import type { PAYMENT_LOG, PAYMENTS_LOG } from '../events.ts';

interface PaymentChange {
  readonly paymentId: string;
}

/** Durable logs, of each payment and of each person's payments. */
export const createPaymentLogs = (db: Sql) => ({
  /** The states of each payment, which its payer may follow. */
  paymentLog: createStoredLog<PaymentChange, PaymentChange>(db, {
    name: 'payments.payment-states' satisfies (typeof PAYMENT_LOG)['name'],
    entryOf: ({ data }) => data,
    async permitted(paymentId, viewerIds) {
      const rows = await db.$queryRaw<{ payer: string }[]>`
        SELECT payer_id AS payer FROM payment WHERE id = ${paymentId} AND payer_id = ANY (${[...viewerIds]})`;
      return new Set(rows.map(({ payer }) => payer));
    },
  }),
  /** What happens to each person's payments, for that person alone. */
  paymentsLog: createStoredLog<PaymentChange, PaymentChange>(db, {
    name: 'payments.payments' satisfies (typeof PAYMENTS_LOG)['name'],
    entryOf: ({ data }) => data,
  }),
});
