import { webhookHeaders } from '../../../runtime/webhooks/standard-webhooks.ts';
import { handleWork, type WorkHandler } from '../../../runtime/work/work-handler.ts';
import { sandboxStepWork, sandboxWebhookWork } from '../events.ts';
import type { PaymentsStore } from '../repository/index.ts';
import { decideSandboxDispute, openSandboxDispute } from './sandbox-disputes.ts';
import { type SandboxNeeds, wakeSandbox } from './sandbox-needs.ts';
import { settleSandboxPayout } from './sandbox-payouts.ts';
import { settleSandboxRefund } from './sandbox-refunds.ts';
import { settleSandboxPayment } from './settle-sandbox-payment.ts';

/** What posting webhooks takes. */
interface WorkNeeds extends SandboxNeeds {
  /** Signs webhooks: `whsec_…`. */
  readonly webhookSecret: string;
  /** Where they are posted. */
  readonly webhookUrl: string;
}

const TIME_LIMIT_MS = 5_000;
const BACKOFF = { firstMs: 500, maxMs: 60_000 };

/** What the sandbox does by itself: banks that decide, and webhooks that are posted. Both outlast the process. */
export const sandboxWorkOf = (needs: WorkNeeds): readonly WorkHandler<PaymentsStore>[] => [
  handleWork(sandboxStepWork, {
    async complete(store: PaymentsStore, { payload: { step, id } }) {
      await take(store, step, id, needs.now());
      return () => wakeSandbox(needs);
    },
  }),
  handleWork(sandboxWebhookWork, {
    backoff: BACKOFF,
    call: ({ payload }, signal) => post(needs, payload, signal),
    complete: async () => undefined,
  }),
];

function take(
  store: PaymentsStore,
  step: 'settle' | 'dispute' | 'decide' | 'win' | 'refund' | 'pay' | 'return',
  id: string,
  now: Date,
): Promise<void> {
  if (step === 'settle') return settleSandboxPayment(store, id, now);
  if (step === 'dispute') return openSandboxDispute(store, id, now);
  if (step === 'refund') return settleSandboxRefund(store, id, now);
  if (step === 'pay' || step === 'return') return settleSandboxPayout(store, id, step, now);
  return decideSandboxDispute(store, id, step === 'win' ? 'WON' : 'LOST', now);
}

async function post(
  { webhookSecret, webhookUrl, now }: WorkNeeds,
  { eventId, body }: { readonly eventId: string; readonly body: string },
  signal: AbortSignal,
): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    ...webhookHeaders([webhookSecret], { id: eventId, body }, now()),
  };
  const response = await fetch(webhookUrl, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`The webhook ${eventId} was answered with ${response.status}.`);
}
