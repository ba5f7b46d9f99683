import { defineEvent } from '../../runtime/events/event-type.ts';
import type { Audience, NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';
import { formatDecimal } from '../../runtime/money/decimal.ts';
import { fileAccessEnded, fileAccessRestored } from '../../runtime/relations/file-access-events.ts';

const CHANNELS = ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'] as const;

/** Type of the notifications of those who sell. */
export const salesType = {
  name: 'SALES',
  description: 'Orders, returns and payouts of what the viewer sells, and stock that runs low.',
  channels: CHANNELS,
  labels: { en: 'your sales', de: 'deine Verkäufe', ru: 'ваши продажи' },
} as const satisfies NotificationTypeDefinition;

/** Type of the notifications of those who buy. */
export const orderType = {
  name: 'ORDER',
  description: 'Orders of the viewer: confirmed, sent, cancelled or refunded.',
  channels: CHANNELS,
  labels: { en: 'your orders', de: 'deine Bestellungen', ru: 'ваши заказы' },
} as const satisfies NotificationTypeDefinition;

/** Type of the notifications of `reviewAdded`. */
export const reviewType = {
  name: 'PRODUCT_REVIEW',
  description: 'A buyer has reviewed a product of the viewer.',
  channels: CHANNELS,
  labels: { en: 'product reviews', de: 'Produktbewertungen', ru: 'отзывы о товарах' },
} as const satisfies NotificationTypeDefinition;

/** Nobody is notified who has deleted their account. */
const toUser = (userId: string | null): readonly Audience[] =>
  userId === null ? [] : [{ kind: 'USERS', userIds: [userId] }];

/** Such as `12.50 EUR`. */
const amountText = ({ amount, currency }: { readonly amount: string; readonly currency: string }): string =>
  `${formatDecimal({ amount: BigInt(amount), currency })} ${currency}`;

const ofOrder = [{ type: 'Order', id: ({ orderId }: { readonly orderId: string }) => orderId }];
const ofProduct = [{ type: 'Product', id: ({ productId }: { readonly productId: string }) => productId }];

/** A product, and when something happened to it. */
export interface ProductFact {
  readonly productId: string;
  readonly sellerId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published each time a product is put on sale. */
export const productPublished = defineEvent<ProductFact>('commerce.product-published', {
  notifies: false,
  reason: 'Its seller did it.',
});

/** Published when a product that was on sale no longer is: archived, removed by moderators, or gone with its seller. */
export const productArchived = defineEvent<ProductFact>('commerce.product-archived', {
  notifies: false,
  reason: 'Its seller did it, or learns of it from moderation.',
});

/** A variant of which few are left. */
export interface StockLow extends ProductFact {
  readonly variantId: string;
  /** Title of the product. */
  readonly title: string;
  /** Units that can still be ordered. */
  readonly available: number;
}

/** Published once when what is left of a variant falls to the number that the seller named, and again after there was more. */
export const stockLow = defineEvent<StockLow>('commerce.stock-low', {
  notifies: {
    type: salesType,
    audience: ({ sellerId }) => toUser(sellerId),
    subjects: ofProduct,
    group: ({ variantId }) => `${variantId}:stock`,
    values: ({ title, available }) => ({ title, available: String(available) }),
  },
});

/** A review of a product. */
export interface ReviewAdded extends ProductFact {
  readonly reviewId: string;
  readonly authorId: string;
  /** Title of the product. */
  readonly title: string;
  /** Number of stars, 1 to 5. */
  readonly rating: number;
}

/** Published once for each review. */
export const reviewAdded = defineEvent<ReviewAdded>('commerce.review-added', {
  notifies: {
    type: reviewType,
    audience: ({ sellerId, authorId }) => [{ kind: 'USERS', userIds: [sellerId], actorId: authorId }],
    subjects: [{ type: 'ProductReview', id: ({ reviewId }) => reviewId }],
    values: ({ title, rating }) => ({ title, rating: String(rating) }),
  },
});

/** An order, and when something happened to it. Ids of people are null for who has deleted their account. */
export interface OrderFact {
  readonly orderId: string;
  /** As people are shown it. */
  readonly number: string;
  readonly buyerId: string | null;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** A seller's part of an order. */
export interface OrderPartFact extends OrderFact {
  readonly partId: string;
  readonly sellerId: string | null;
}

/** An amount of money in the payload of an event. */
export interface AmountFact {
  /** In minor units of the currency. */
  readonly amount: string;
  /** An ISO 4217 code. */
  readonly currency: string;
}

/** Published once for each seller's part of an order that is paid for: the seller sends it. */
export const orderPlaced = defineEvent<OrderPartFact & AmountFact>('commerce.order-placed', {
  isAboutMoney: true,
  notifies: {
    type: salesType,
    audience: ({ sellerId, buyerId }) =>
      sellerId === null
        ? []
        : [{ kind: 'USERS', userIds: [sellerId], ...(buyerId === null ? {} : { actorId: buyerId }) }],
    subjects: ofOrder,
    values: (fact) => ({ number: fact.number, amount: amountText(fact) }),
  },
});

/** Published once for each order when it is funded, and what it holds is the buyer's. */
export const orderConfirmed = defineEvent<OrderFact & AmountFact>('commerce.order-confirmed', {
  isAboutMoney: true,
  notifies: {
    type: orderType,
    audience: ({ buyerId }) => toUser(buyerId),
    subjects: ofOrder,
    values: (fact) => ({ number: fact.number, amount: amountText(fact) }),
  },
});

/** Published for each parcel or delivery of a seller's part. */
export const partFulfilled = defineEvent<OrderPartFact & { readonly fulfillmentId: string }>(
  'commerce.part-fulfilled',
  {
    notifies: {
      type: orderType,
      audience: ({ buyerId, sellerId }) =>
        buyerId === null
          ? []
          : [{ kind: 'USERS', userIds: [buyerId], ...(sellerId === null ? {} : { actorId: sellerId }) }],
      subjects: ofOrder,
      values: ({ number }) => ({ number }),
    },
  },
);

/** An order or a part of it that will not be sent, and who learns of it: buyer and sellers, without who cancelled it. */
export interface OrderCancelled extends OrderFact {
  /** Null: the whole order. */
  readonly partId: string | null;
  readonly sellerIds: readonly string[];
  readonly userIds: readonly string[];
}

/** Published once when an order or a part is cancelled, by whoever or for want of money. */
export const orderCancelled = defineEvent<OrderCancelled>('commerce.order-cancelled', {
  isAboutMoney: true,
  notifies: {
    type: orderType,
    audience: ({ userIds }) => (userIds.length === 0 ? [] : [{ kind: 'USERS', userIds }]),
    subjects: ofOrder,
    values: ({ number }) => ({ number }),
  },
});

/** Published once for each refund of an order that has reached the buyer. */
export const orderRefunded = defineEvent<OrderPartFact & AmountFact>('commerce.order-refunded', {
  isAboutMoney: true,
  notifies: {
    type: orderType,
    audience: ({ buyerId }) => toUser(buyerId),
    subjects: ofOrder,
    values: (fact) => ({ number: fact.number, amount: amountText(fact) }),
  },
});

/** Published once when a buyer wants to send something back. */
export const returnRequested = defineEvent<OrderPartFact & { readonly returnId: string }>('commerce.return-requested', {
  notifies: {
    type: salesType,
    audience: ({ sellerId, buyerId }) =>
      sellerId === null
        ? []
        : [{ kind: 'USERS', userIds: [sellerId], ...(buyerId === null ? {} : { actorId: buyerId }) }],
    subjects: ofOrder,
    values: ({ number }) => ({ number }),
  },
});

/** Published once for each part whose money has reached its seller. */
export const payoutReleased = defineEvent<OrderPartFact & AmountFact>('commerce.payout-released', {
  isAboutMoney: true,
  notifies: {
    type: salesType,
    audience: ({ sellerId }) => toUser(sellerId),
    subjects: ofOrder,
    values: (fact) => ({ number: fact.number, amount: amountText(fact) }),
  },
});

/** People may no longer read files of products and reviews, because they may no longer see these. */
export const filesWithheld = fileAccessEnded('commerce');

/** They may read them again. */
export const filesShownAgain = fileAccessRestored('commerce');

/** Topic of the signal that the stock of a variant has changed. */
export const stockTopic = (variantId: string): string => `commerce.stock.${variantId}`;

// Work, sagas, logs and topics of orders.

/** Published once when nothing of a seller's part remains to be done: buyer and seller have no more to talk about. */
export const orderPartClosed = defineEvent<OrderPartFact>('commerce.order-part-closed', {
  notifies: false,
  reason: 'What closed it is notified: a delivery, a payout or a refund.',
});

/** Durable log of each order's states. The key is the order's id. */
export const ORDER_LOG = { name: 'commerce.order-states' } as const;

/** Durable log of what each seller has sold. The key is the seller's id. */
export const SALES_LOG = { name: 'commerce.sales' } as const;
