import { findReplay, once, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { PaymentsContext } from '../../context.ts';
import type { MethodDraft, PaymentsStore, SavedMethod } from '../../repository/index.ts';
import { methodNotAvailable } from '../payments/method-not-available.ts';
import { keepMethod, releaseMethod, type SaveRequest } from './keep-method.ts';
import { type SaveRefusal, tooManyAttempts, tooManyMethods } from './method-refusals.ts';

/** What saving a method takes. */
export type SaveNeeds = Pick<PaymentsContext, 'repository' | 'provider' | 'now' | 'methodLimit'>;

type SavedId = Readonly<Record<'methodId', string>>;

const OPERATIONS = { payment: 'attachPaymentMethod', payout: 'createPayoutMethod' } as const;
const PREFIXES = { payment: 'pmt', payout: 'pom' } as const;

/** Most methods of one use that a person saves. */
export const MAX_METHODS = 20;

/**
 * Has the provider keep a method, and saves how it is named there: once for each key. A method that is saved already stays
 * the one that it is. The first one becomes the default.
 *
 * @throws when the provider cannot be reached; the call may be repeated.
 */
export async function saveMethod(
  needs: SaveNeeds,
  request: SaveRequest,
): Promise<Replayable<SavedMethod, SaveRefusal>> {
  const { provider, repository, now } = needs;
  const { use, ownerId, key, ...input } = request;
  if (provider === null) return first(methodNotAvailable('Methods cannot be saved at the moment.', 'token'));
  const call = { scope: ownerId, operation: OPERATIONS[use], key, input };
  const earlier = await findReplay<SavedId, SaveRefusal>(needs, call);
  if (earlier !== null) return loadSaved(needs, request, earlier);
  const waitSeconds = await needs.methodLimit.count(ownerId);
  if (waitSeconds !== null) return first(tooManyAttempts(waitSeconds));
  const result = await keepMethod({ repository, now }, provider, request);
  if (!result.ok) return first(methodNotAvailable('The provider does not accept this method.', 'token'));
  const { customerRef, ...method } = result.value;
  const at = now();
  const draft = {
    ...method,
    ...{ id: newId(PREFIXES[use], at), ownerId, provider: provider.name, currency: request.currency, createdAt: at },
  };
  const saved = await once<PaymentsStore, SavedId, SaveRefusal>(needs, call, (store) =>
    addMethod(store, request, draft),
  );
  // What is not saved must not stay with the provider.
  if (!saved.ok && saved.refusal.__typename === 'TooManyMethods')
    await releaseMethod(provider, { use, customerRef, providerRef: method.providerRef });
  return loadSaved(needs, request, saved);
}

const first = <Refusal>(result: Result<never, Refusal>): Replayable<never, Refusal> => ({ ...result, isReplay: false });

async function addMethod(
  store: PaymentsStore,
  { use, ownerId, isDefault }: SaveRequest,
  draft: MethodDraft,
): Promise<Result<SavedId, SaveRefusal>> {
  await store.lockCustomer(ownerId);
  const existing = await store.findMethodByRef(use, draft);
  const methods = await store.methodsOf(use, ownerId, draft.provider);
  if (existing === null && methods.length >= MAX_METHODS) return tooManyMethods(MAX_METHODS);
  if (existing === null) await store.addMethod(use, draft);
  const { id } = existing ?? draft;
  if (isDefault || methods.length === 0) await store.setDefaultMethod(use, { ...draft, id });
  return done<SavedId>({ methodId: id });
}

async function loadSaved(
  { repository }: Pick<SaveNeeds, 'repository'>,
  { use, ownerId }: SaveRequest,
  saved: Replayable<SavedId, SaveRefusal>,
): Promise<Replayable<SavedMethod, SaveRefusal>> {
  if (!saved.ok) return saved;
  const [method] = await repository.ownMethods(use, ownerId, [saved.value.methodId]);
  if (method == null) return { ...notFound('This method was removed.', 'token'), isReplay: saved.isReplay };
  return { ...done(method), isReplay: saved.isReplay };
}
