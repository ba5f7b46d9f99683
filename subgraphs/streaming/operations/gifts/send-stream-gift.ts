import { z } from 'zod';
import {
  findReplay,
  type IdempotencyRefusal,
  idempotencyKey,
  once,
  type Replayable,
} from '../../../../runtime/idempotency/once.ts';
import { feeOf } from '../../../../runtime/money/money.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  parseInput,
  text,
} from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { StreamingContext } from '../../context.ts';
import type { GiftDraft, StreamGift } from '../../repository/gifts.ts';
import type { StreamingStore } from '../../repository/index.ts';
import { requireOnAir, type StreamNotOnAir } from '../on-air.ts';
import { giftRefusalOf, type InsufficientFunds } from './gift-refusal.ts';
import { giftSaga } from './gift-saga.ts';
import { chargeGift } from './move-gift-money.ts';
import { announceGift, type ChargeStore, type GiftSignals, noteCharge } from './note-charge.ts';

/** Longest message with a gift, in Unicode code points. */
export const MAX_MESSAGE_LENGTH = 200;

/** Most gifts of one kind at a time. */
const MAX_QUANTITY = 100;

/** The saga leaves it to the request to charge the sender, for so long. */
const SAGA_DELAY_MS = 5_000;

const INPUT = z.object({
  streamId: z.string(),
  giftId: z.string(),
  quantity: z
    .int()
    .min(1, 'Send at least one gift.')
    .max(MAX_QUANTITY, `Send at most ${MAX_QUANTITY} gifts at a time.`)
    .nullish()
    .transform((given) => given ?? 1),
  message: text('A message', { min: 0, max: MAX_MESSAGE_LENGTH, singleLine: true })
    .nullish()
    .transform((given) => given ?? ''),
  idempotencyKey,
});

type Input = Omit<z.output<typeof INPUT>, 'idempotencyKey'>;

type Refusal = InvalidInput | NotFound | RefusalOf<'NotPermitted'> | InsufficientFunds | StreamNotOnAir;

interface Needs extends Pick<StreamingContext, 'caller' | 'now' | 'ask' | 'liveStreams' | 'bannedFrom'>, GiftSignals {
  readonly repository: Pick<StreamingContext['repository'], 'sql' | 'findGift' | 'findOffer'> & {
    transaction<T>(
      work: (
        store: Pick<StreamingStore, 'addGift' | 'beginSaga' | 'wakeSaga'> & ChargeStore,
        sql: StreamingContext['repository']['sql'],
      ) => Promise<T>,
    ): Promise<T>;
  };
}

/**
 * Sends a gift to the host of a stream that is on air: wallet is asked first, and it is shown after its answer. Where no
 * answer comes the gift is PENDING, and a saga asks again under the same key; so it is paid once and never shown unpaid.
 */
export async function sendStreamGift(
  context: Needs,
  raw: unknown,
): Promise<Replayable<{ readonly gift: StreamGift }, Refusal | IdempotencyRefusal>> {
  const senderId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  const call = { scope: senderId, operation: 'sendStreamGift', key, input, retentionDays: 30 } as const;
  const begun = (await findReplay<GiftIds, Refusal>(context, call)) ?? (await begin(context, call, senderId, input));
  if (!begun.ok) return begun;
  const gift = await charge(context, begun.value.giftId);
  const refusal = giftRefusalOf(gift);
  return refusal === null
    ? { ...done({ gift }), isReplay: begun.isReplay }
    : { ...refuse(refusal), isReplay: begun.isReplay };
}

type GiftIds = { readonly giftId: string };

async function begin(
  context: Needs,
  call: Parameters<typeof findReplay>[1] & { readonly retentionDays: 30 },
  senderId: string,
  input: Input,
): Promise<Replayable<GiftIds, Refusal | IdempotencyRefusal>> {
  const found = await draftOf(context, senderId, input);
  if (!found.ok) return { ...found, isReplay: false };
  const draft = found.value;
  return once(context, call, async (store: Pick<StreamingStore, 'addGift' | 'beginSaga'>) => {
    await store.addGift(draft);
    const at = new Date(draft.createdAt.getTime() + SAGA_DELAY_MS);
    await store.beginSaga(giftSaga, { subject: draft.id, data: {}, at }, draft.createdAt);
    return done({ giftId: draft.id });
  });
}

async function draftOf(
  { liveStreams, bannedFrom, repository, now }: Needs,
  senderId: string,
  { streamId, giftId, quantity, message }: Input,
): Promise<Result<GiftDraft, Refusal>> {
  const [stream, isBanned, offer] = await Promise.all([
    liveStreams.load(streamId),
    bannedFrom.load(streamId),
    repository.findOffer(giftId),
  ]);
  if (stream === null || stream.hostId === null) return notFound('There is no such stream.', 'streamId');
  if (stream.hostId === senderId) return notPermitted('You cannot send gifts to your own stream.');
  if (isBanned === true) return notPermitted('You are banned from this stream.');
  const onAir = requireOnAir(stream);
  if (!onAir.ok) return onAir;
  if (offer === null) return notFound('There is no such gift.', 'giftId');
  const amount = offer.amount * BigInt(quantity);
  const createdAt = now();
  return done({
    ...{ id: newId('sgf', createdAt), streamId, senderId, recipientId: stream.hostId, createdAt },
    ...{ giftKey: offer.id, name: offer.name, emoji: offer.emoji, quantity, message },
    ...{ amount, fee: feeOf(amount, offer.feeBasisPoints), currency: offer.currency },
  });
}

const notPermitted = (message: string) =>
  refuse<RefusalOf<'NotPermitted'>>({ __typename: 'NotPermitted', message, path: ['input', 'streamId'] });

/** The gift with what wallet says now; as it is when wallet does not respond. */
async function charge({ ask, repository, now, streams }: Needs, giftId: string): Promise<StreamGift> {
  const begun = await repository.findGift(giftId);
  if (begun === null) throw new Error(`There is no gift ${giftId}.`);
  if (begun.state !== 'PENDING') return begun;
  const charged = await chargeGift(ask, begun).catch(() => null);
  if (charged === null) return begun;
  const streamId = await repository.transaction(async (store) => {
    const shown = await noteCharge(store, giftId, charged, now());
    // The saga, which would look for the answer in a moment, passes the money on instead.
    await store.wakeSaga(giftSaga, giftId, now());
    return shown;
  });
  if (streamId !== null) await announceGift({ streams }, streamId);
  return (await repository.findGift(giftId)) ?? begun;
}
