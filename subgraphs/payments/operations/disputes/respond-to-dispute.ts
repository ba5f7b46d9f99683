import { z } from 'zod';
import { fault } from '../../../../runtime/executor/faults.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  parseInput,
  text,
} from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { PaymentsContext } from '../../context.ts';
import type { DisputeEvidence } from '../../provider/provider-calls.ts';
import type { PaymentDispute, PaymentsStore } from '../../repository/index.ts';
import { attemptCommand } from '../payments/attempt-command.ts';
import { paymentInput } from '../payments/payment-input.ts';
import type { InvalidState } from '../payments/payment-refusals.ts';
import { giveCommand } from '../payments/run-command.ts';
import { FINANCE } from '../payments/sees-all.ts';
import { signalChange } from '../payments/store-change.ts';

type Needs = Pick<
  PaymentsContext,
  'caller' | 'requestId' | 'repository' | 'provider' | 'now' | 'streams' | 'reportError'
>;

type Responded = Promise<Result<PaymentDispute, InvalidInput | NotFound | InvalidState>>;

const long = (max: number) => text('A text', { max }).nullish();

const EVIDENCE = z.object({
  disputeId: paymentInput.id,
  evidence: z
    .object({
      productDescription: long(5_000),
      delivery: long(5_000),
      communication: long(5_000),
      explanation: long(20_000),
    })
    .refine((evidence) => Object.values(evidence).some((part) => part != null), 'Give at least one text.'),
});

const ACCEPTANCE = z.object({ disputeId: paymentInput.id });

/** Sends evidence against a dispute to the provider. */
export async function submitDisputeEvidence(needs: Needs, input: unknown): Responded {
  requireFinance(needs);
  const parsed = parseInput(EVIDENCE, input);
  if (!parsed.ok) return parsed;
  const { productDescription, delivery, communication, explanation } = parsed.value.evidence;
  const evidence: DisputeEvidence = {
    productDescription: productDescription ?? null,
    delivery: delivery ?? null,
    communication: communication ?? null,
    explanation: explanation ?? null,
  };
  return respond(needs, parsed.value.disputeId, 'SUBMIT_EVIDENCE', async (store, dispute) => {
    const audited = { scope: FINANCE, action: 'submitDisputeEvidence', subjectId: dispute.id };
    await store.recordAudit(needs, { ...audited, before: dispute.evidence, after: evidence });
    await store.storeDispute({ ...dispute, evidence, evidenceAt: needs.now() });
  });
}

/** Gives a dispute up. */
export async function acceptDispute(needs: Needs, input: unknown): Responded {
  requireFinance(needs);
  const parsed = parseInput(ACCEPTANCE, input);
  if (!parsed.ok) return parsed;
  return respond(needs, parsed.value.disputeId, 'ACCEPT_DISPUTE', (store, dispute) =>
    store.recordAudit(needs, { scope: FINANCE, action: 'acceptDispute', subjectId: dispute.id }),
  );
}

function requireFinance({ caller }: Pick<Needs, 'caller'>): void {
  if (!caller.scopes.includes(FINANCE)) throw fault('FORBIDDEN', 'This requires the scope `finance`.');
}

async function respond(
  needs: Needs,
  disputeId: string,
  kind: 'SUBMIT_EVIDENCE' | 'ACCEPT_DISPUTE',
  prepare: (store: PaymentsStore, dispute: PaymentDispute) => Promise<void>,
): Responded {
  const { repository, now } = needs;
  const given = await repository.transaction(async (store) => {
    const [found] = await store.disputes([disputeId]);
    if (found == null) return notFound('This dispute does not exist.', 'disputeId');
    await store.lockPayment(found.paymentId);
    const [dispute] = await store.disputes([disputeId]);
    if (dispute == null || dispute.state !== 'NEEDS_RESPONSE') return decided(dispute?.state ?? found.state);
    await prepare(store, dispute);
    const commandId = await giveCommand(store, { paymentId: dispute.paymentId, kind, disputeId }, now());
    if (commandId === null) throw fault('UNAVAILABLE', 'The payment provider is still busy with this dispute.');
    return done({ commandId, paymentId: dispute.paymentId });
  });
  if (!given.ok) return given;
  await attemptCommand(needs, given.value.commandId);
  await signalChange(needs, { id: given.value.paymentId, payerId: null });
  const [dispute] = await repository.disputes([disputeId]);
  if (dispute == null) throw new Error(`The dispute ${disputeId} is gone.`);
  return done(dispute);
}

const decided = (from: string): Extract<Awaited<Responded>, { ok: false }> => ({
  ok: false,
  refusal: {
    __typename: 'InvalidState',
    message: 'This dispute does not need a response any more.',
    path: ['input', 'disputeId'],
    from,
    allowed: ['NEEDS_RESPONSE'],
  },
});
