import { post } from '../client.ts';
import type { LoadEntry } from './run-faulted-load.ts';

/** A buyer of the load: a person with money in the wallet and a saved card. */
export interface Buyer {
  readonly id: string;
  readonly token: string;
  readonly paymentMethodId: string;
  /** What they can buy, of all sellers. */
  readonly variantIds: readonly string[];
  /** Tokens of the sellers, by their id. */
  readonly sellers: ReadonlyMap<string, string>;
}

/** An order of a buyer, or something that is done with one that was placed before. */
export interface CommerceEntry extends LoadEntry {
  readonly name: 'order' | 'deliver' | 'cancel' | 'refund';
  readonly buyer: Buyer;
  readonly key: string;
  readonly payWith: 'WALLET' | 'PAYMENT';
  /** What goes into the cart of a new order. */
  readonly variants: readonly string[];
  /** The total that the buyer agreed to; null until the cart is read. */
  total: { readonly amount: string; readonly currency: string } | null;
  /** Id of the order; null until it is known. */
  orderId: string | null;
}

/** A random operation of a random buyer: most are orders, half of them by card. */
export function nextEntry(
  buyers: readonly Buyer[],
  random: (below: number) => number,
  key: string,
  history: readonly CommerceEntry[],
): CommerceEntry {
  const buyer = buyers[random(buyers.length)];
  if (buyer === undefined) throw new Error('There are no buyers.');
  const pick = (): string => buyer.variantIds[random(buyer.variantIds.length)] ?? '';
  const variants = Array.from({ length: 1 + random(3) }, pick);
  const payWith = random(2) === 0 ? 'WALLET' : 'PAYMENT';
  const name = (['order', 'order', 'order', 'deliver', 'deliver', 'cancel', 'refund'] as const)[random(7)] ?? 'order';
  const placed = history.filter((entry) => entry.name === 'order' && entry.outcome === 'done');
  const before = placed[random(Math.max(placed.length, 1))];
  const common = { key, variants, payWith, outcome: 'unknown', total: null } as const;
  if (name === 'order' || before === undefined) return { ...common, name: 'order', buyer, orderId: null };
  return { ...common, name, buyer: before.buyer, orderId: before.orderId };
}

/** Does what an entry says once, and writes down what came of it. What had no response stays `unknown`. */
export async function send(url: string, entry: CommerceEntry): Promise<void> {
  try {
    entry.outcome = await (entry.name === 'order' ? placeOrder(url, entry) : changeOrder(url, entry));
  } catch {
    entry.outcome = 'unknown';
  }
}

/** The data of a response. @throws when there is none. */
async function ask(url: string, token: string, document: string, variables: Record<string, unknown> = {}) {
  const { body } = await post(url, document, variables, token);
  if (body.data == null || body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
  return body.data;
}

/** Calls a mutation: its payload. @throws when there was no response, or a call of before is still on its way. */
async function mutate(url: string, token: string, name: string, input: Record<string, unknown>, fields: string) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} errors { __typename } } }`;
  const payload = (await ask(url, token, document, { input }))[name];
  if (payload.errors[0]?.__typename === 'IdempotencyInProgress') throw new Error('in progress');
  return payload;
}

const outcomeOf = ({ errors }: { readonly errors: readonly unknown[] }) => (errors.length === 0 ? 'done' : 'refused');

/** Orders a cart with the variants; a total that was agreed to is not read again, so that the request stays the same. */
async function placeOrder(url: string, entry: CommerceEntry): Promise<'done' | 'refused'> {
  const { buyer, key, payWith } = entry;
  if (entry.total === null) {
    for (const variantId of entry.variants)
      await mutate(url, buyer.token, 'addCartItem', { variantId, quantity: 1 }, 'cart { ownerId: __typename }');
    const { cart } = await ask(url, buyer.token, '{ cart { totals { total { amount currency } } } }');
    if (cart?.totals == null) return 'refused';
    entry.total = cart.totals.total;
  }
  const paymentMethodId = payWith === 'PAYMENT' ? buyer.paymentMethodId : null;
  const input = { idempotencyKey: key, payWith, paymentMethodId, expectedTotal: entry.total };
  const payload = await mutate(url, buyer.token, 'placeOrder', input, 'order { id }');
  entry.orderId = payload.order?.id ?? null;
  return outcomeOf(payload);
}

/** Has the sellers send an order and the buyer receive it, cancels it, or gives its money back. */
async function changeOrder(url: string, { name, buyer, orderId, key }: CommerceEntry): Promise<'done' | 'refused'> {
  if (name === 'cancel') return outcomeOf(await mutate(url, buyer.token, 'cancelOrder', { orderId }, 'order { id }'));
  const document = 'query ($id: ID!) { order(id: $id) { parts { id seller { id } } } }';
  const { order } = await ask(url, buyer.token, document, { id: orderId });
  const parts: { id: string; seller: { id: string } }[] = order.parts;
  const outcomes: ('done' | 'refused')[] = [];
  for (const { id: partId, seller } of parts) {
    const token = buyer.sellers.get(seller.id) ?? '';
    const [mutation, input] =
      name === 'deliver'
        ? ['fulfillOrder', { orderId, partId }]
        : ['refundOrder', { orderId, idempotencyKey: `${key} ${partId}`, restock: false }];
    outcomes.push(outcomeOf(await mutate(url, token, mutation, input, '__typename')));
  }
  if (name === 'deliver')
    outcomes.push(outcomeOf(await mutate(url, buyer.token, 'confirmDelivery', { orderId }, 'order { id }')));
  return outcomes.includes('refused') ? 'refused' : 'done';
}
