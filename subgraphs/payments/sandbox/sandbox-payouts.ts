import { createHash } from 'node:crypto';
import { newId } from '../../../runtime/operations/ids.ts';
import { done, type Result, refuse } from '../../../runtime/operations/result.ts';
import { sandboxStepWork } from '../events.ts';
import type { PaymentsStore, SandboxPayout } from '../repository/index.ts';
import { emit, nextInstant, type SandboxNeeds, type SandboxRefusal, wakeSandbox } from './sandbox-needs.ts';
import { payoutObject } from './sandbox-objects.ts';
import { behaviourOf, payoutOutcomeOf } from './sandbox-tokens.ts';

const ID_LENGTH = 32;
const PLAIN = { webhooks: 'once' } as const;

const ACCOUNT_LAST4 = '3000';

/** Keeps a method for a customer, or an account of theirs, once for each key; the sandbox’s token for it. */
export async function attachSandboxMethod(
  { repository, now }: SandboxNeeds,
  {
    customerRef,
    token,
    use,
  }: { readonly customerRef: string; readonly token: string; readonly use: 'payment' | 'payout' },
  key: string,
): Promise<Result<{ readonly id: string; readonly last4: string }, SandboxRefusal>> {
  const account = payoutOutcomeOf(token) === null ? null : ACCOUNT_LAST4;
  const last4 = use === 'payout' ? account : (behaviourOf(token)?.last4 ?? null);
  if (last4 === null) return refuse('METHOD_NOT_AVAILABLE');
  const id = `sbm_${createHash('sha256').update(`${customerRef} ${key}`).digest('hex').slice(0, ID_LENGTH)}`;
  await repository.addSandboxMethod({ id, customerRef, token }, now());
  return done({ id, last4 });
}

/** Begins a payout, once for each id on our side. */
export async function createSandboxPayout(
  needs: SandboxNeeds,
  { merchantRef, amount, currency, token }: Pick<SandboxPayout, 'merchantRef' | 'amount' | 'currency' | 'token'>,
): Promise<Result<SandboxPayout, SandboxRefusal>> {
  const { repository, now } = needs;
  const begun = await repository.transaction(async (store): Promise<Result<SandboxPayout, SandboxRefusal>> => {
    const existing = await store.lockSandboxPayout(merchantRef);
    if (existing !== null) return done(existing);
    const account = (await store.findSandboxMethod(token))?.token ?? token;
    const outcome = payoutOutcomeOf(account);
    if (outcome === null) return refuse('METHOD_NOT_AVAILABLE');
    const at = now();
    const payout: SandboxPayout = {
      ...{ id: newId('sbo', at), merchantRef, amount, currency, token: account, state: 'SUBMITTED', failureCode: null },
      ...{ createdAt: at, changedAt: at },
    };
    await store.addSandboxPayout(payout);
    if (outcome !== 'WAITING')
      await store.enqueueWork(sandboxStepWork, [{ payload: { step: 'pay', id: payout.id } }], at);
    return done(payout);
  });
  if (begun.ok) await wakeSandbox(needs);
  return begun;
}

/** The bank pays, or returns what it has paid. */
export async function settleSandboxPayout(
  store: PaymentsStore,
  id: string,
  step: 'pay' | 'return',
  now: Date,
): Promise<void> {
  const payout = await store.lockSandboxPayout(id);
  if (payout?.state !== (step === 'pay' ? 'SUBMITTED' : 'PAID')) return;
  const outcome = step === 'return' ? 'FAILED' : payoutOutcomeOf(payout.token);
  const state = outcome === 'FAILED' ? 'FAILED' : 'PAID';
  const failureCode = state === 'FAILED' ? 'ACCOUNT_CLOSED' : null;
  const after = { ...payout, state, failureCode, changedAt: nextInstant(payout.changedAt, now) } as const;
  await store.storeSandboxPayout(after);
  if (outcome === 'RETURNED') await store.enqueueWork(sandboxStepWork, [{ payload: { step: 'return', id } }], now);
  await emit(store, 'payout', payoutObject(after), PLAIN, now);
}
