import type { GuardedHttp } from '../../runtime/http/guarded-http.ts';
import type { Job } from '../../runtime/jobs/job.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { deliverWebhooks } from '../../runtime/webhooks/deliver-webhooks.ts';
import { retryWaitingEvents } from '../../runtime/webhooks/retry-waiting-events.ts';
import { handleWork, type WorkHandler } from '../../runtime/work/work-handler.ts';
import type { PaymentsContext } from './context.ts';
import { advanceRefundWork, reconcileWork, runCommandWork, WEBHOOK_TOPIC } from './events.ts';
import { reconcileDispute } from './operations/disputes/reconcile-dispute.ts';
import { deleteAtProvider } from './operations/methods/delete-at-provider.ts';
import { checkUnsettled, expirePayments } from './operations/payments/check-payments.ts';
import { reconcilePayment } from './operations/payments/reconcile.ts';
import { runCommand } from './operations/payments/run-command.ts';
import { checkPayouts, reconcilePayout } from './operations/payouts/reconcile-payout.ts';
import { submitPayouts } from './operations/payouts/submit-payout.ts';
import { advanceRefund } from './operations/refunds/advance-refund.ts';
import { reconcileRefund } from './operations/refunds/reconcile-refund.ts';
import { webhookProviderOf } from './operations/webhooks/webhook-provider.ts';
import type { PaymentsStore } from './repository/index.ts';

interface Needs
  extends Pick<
    PaymentsContext,
    'repository' | 'provider' | 'now' | 'streams' | 'signals' | 'ask' | 'reportError' | 'settings'
  > {
  readonly log: Host['log'];
  readonly http: Pick<GuardedHttp, 'post'>;
}

const MINUTE_MS = 60_000;
/** Of requests to a provider, which may be slow. */
const TIME_LIMIT_MS = 20_000;
const BACKOFF = { firstMs: 500, maxMs: MINUTE_MS };
const LIMITS = { timeLimitMs: TIME_LIMIT_MS, backoff: BACKOFF };
const nothing = async (): Promise<undefined> => undefined;

/** What the domain does with items of its work queue: requests to the provider whose answer is missing. */
export const workOf = (needs: Needs): readonly WorkHandler<PaymentsStore>[] => [
  handleWork(runCommandWork, {
    ...LIMITS,
    call: ({ payload }) => runCommand(needs, payload.commandId),
    complete: nothing,
  }),
  handleWork(advanceRefundWork, {
    ...LIMITS,
    call: ({ payload }) => advanceRefund(needs, payload.refundId),
    complete: nothing,
  }),
  handleWork(reconcileWork, {
    ...LIMITS,
    call: ({ payload: { kind, id } }) => reconcile(needs, kind, id),
    complete: nothing,
  }),
  submitPayouts(needs),
  ...deleteAtProvider(needs),
];

async function reconcile(needs: Needs, kind: 'payment' | 'refund' | 'dispute' | 'payout', id: string): Promise<void> {
  if (kind === 'payment') await reconcilePayment(needs, id);
  if (kind === 'refund') await reconcileRefund(needs, id);
  if (kind === 'dispute') await reconcileDispute(needs, id);
  if (kind === 'payout') await reconcilePayout(needs, id);
}

/** What one process of the domain does beside requests. */
export const jobsOf = (needs: Needs): readonly Job[] => [
  { name: 'check-payments', everyMs: MINUTE_MS, run: () => checkUnsettled(needs) },
  { name: 'check-payouts', everyMs: 10 * MINUTE_MS, run: () => checkPayouts(needs) },
  { name: 'expire-payments', everyMs: MINUTE_MS, run: () => expirePayments(needs) },
  retryWaitingEvents({
    database: needs.repository,
    providers: needs.provider === null ? [] : [webhookProviderOf(needs.provider, needs.now)],
    now: needs.now,
    log: needs.log,
  }),
  deliverWebhooks({
    sql: needs.repository.sql,
    http: needs.http,
    serverSecret: needs.settings.secret,
    topic: WEBHOOK_TOPIC,
    now: needs.now,
    random: Math.random,
    log: needs.log,
  }),
];
