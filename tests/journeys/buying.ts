import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { type Answer, type Listening, type Person, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import { uploadFile } from '../upload-file.ts';
import { withRole } from '../with-role.ts';
import type { JourneySystem } from './journey-system.ts';

const ORDER = `query ($id: ID!) { order(id: $id) { id state cursor totals { total { amount } refunded { amount } }
  lines { id title quantity } parts { id state seller { id } payout { state amount { amount } } invoice { number url } }
  payment { id state } transaction { id } } }`;
const CHANGES = `subscription ($id: ID!, $after: String) { orderStatusChanged(orderId: $id, after: $after) {
  order { state } cursor resyncRequired } }`;
const SALES = `subscription ($after: String) { salesOrderAdded(after: $after) { order { id totals { total { amount } } } resyncRequired } }`;
const euro = (amount: string) => ({ amount, currency: 'EUR' });

/** Two people order of two sellers, by card and from the wallet; a line comes back, and the sellers are paid. */
export const buying = (at: () => JourneySystem) =>
  describe('buying', () => {
    let system: JourneySystem;
    let ada: Person;
    let ben: Person;
    let cem: Person;
    let dora: Person;
    let auditor: Person;
    let keys = 0;
    const key = (): string => {
      keys += 1;
      return `buying ${keys}`;
    };

    beforeAll(async () => {
      system = at();
      const register = (name: string) => registerPerson(system.url, name);
      [ada, ben, cem, dora] = await Promise.all([register('ada'), register('ben'), register('cem'), register('dora')]);
      auditor = await withRole(system, await register('finance'), 'FINANCE');
    });
    afterAll(async () => {
      await Promise.all([ada, ben, cem, dora, auditor].map((person) => person?.close()));
    });

    const postedOf = async (person: Person): Promise<string> =>
      (await person.ask('{ walletAccounts { balance { posted { amount } } } }')).walletAccounts[0].balance.posted
        .amount;
    const orderFor = async (person: Person, id: string): Promise<Answer> => (await person.ask(ORDER, { id })).order;

    /** A person's shop with one product, and the id of its variant. */
    async function openShop(person: Person, title: string, price: string): Promise<string> {
      const bank = { token: 'ptok_ok', currency: 'EUR', idempotencyKey: key() };
      await person.do('createPayoutMethod', bank, 'payoutMethod { id }');
      await person.do('openShop', { name: `Shop of ${title}` }, 'shop { id }');
      const bytes = new Uint8Array(
        await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
          .jpeg()
          .toBuffer(),
      );
      const picture = {
        fileName: 'a.jpg',
        contentType: 'image/jpeg',
        purpose: 'PRODUCT',
        visibility: 'PUBLIC',
        bytes,
      } as const;
      const images = [await uploadFile(system, person, picture)];
      const variants = [{ price: euro(price), stock: 10 }];
      const { product } = await person.do(
        'createProduct',
        { title, kind: 'PHYSICAL', description: title, images, variants },
        'product { id variants { id } }',
      );
      await person.do('publishProduct', { productId: product.id }, 'product { id state }');
      return product.variants[0].id;
    }

    /** Orders what is in the cart. */
    async function order(person: Person, input: object): Promise<Answer> {
      const { cart } = await person.ask('{ cart { totals { total { amount currency } } } }');
      return person.do(
        'placeOrder',
        { idempotencyKey: key(), expectedTotal: cart.totals.total, ...input },
        'order { id state cursor } payment { id state } isReplay',
      );
    }

    const isPaid = (person: Person, id: string) =>
      eventually(async () => (await orderFor(person, id)).transaction !== null, 'the order to be paid');

    let variants: string[];
    let sales: Listening;

    test('two sellers open shops, and two buyers fill their carts', async () => {
      variants = [await openShop(cem, 'A chair', '2500'), await openShop(dora, 'A lamp', '1200')];
      await cem.do('saveShippingOption', { name: 'Parcel', price: euro('490') }, 'shippingOption { id }');
      const { salesOrdersCursor } = await cem.ask('{ salesOrdersCursor }');
      sales = cem.listen(SALES, { after: salesOrdersCursor });
      for (const buyer of [ada, ben]) {
        for (const variantId of variants)
          await buyer.do('addCartItem', { variantId, quantity: 2 }, 'cart { lines { quantity } }');
        const address = { name: 'A Buyer', line1: 'Lane 7', city: 'Bonn', postalCode: '53111', country: 'DE' };
        await buyer.do('saveAddress', address, 'address { id isDefault }');
        const { cart } = await buyer.ask(
          '{ cart { totals { total { amount } shipping { amount } } parts { shippingOption { name } } } }',
        );
        expect(cart.totals).toEqual({ total: { amount: '7890' }, shipping: { amount: '490' } });
      }
    }, 60_000);

    let byCard: string;
    let fromWallet: string;

    test('one pays by card, the other from the wallet', async () => {
      const { paymentMethod } = await ada.do(
        'attachPaymentMethod',
        { token: 'tok_ok', idempotencyKey: key() },
        'paymentMethod { id }',
      );
      const placed = await order(ada, { payWith: 'PAYMENT', paymentMethodId: paymentMethod.id });
      byCard = placed.order.id;
      const changes = ada.listen(CHANGES, { id: byCard, after: placed.order.cursor });
      await isPaid(ada, byCard);
      expect((await changes.next()).data.orderStatusChanged).toMatchObject({
        resyncRequired: false,
        order: { state: 'CONFIRMED' },
      });

      const { walletAccounts } = await ben.ask('{ walletAccounts { id } }');
      const method = await ben.do(
        'attachPaymentMethod',
        { token: 'tok_ok', idempotencyKey: key() },
        'paymentMethod { id }',
      );
      await ben.do(
        'deposit',
        {
          accountId: walletAccounts[0].id,
          amount: euro('10000'),
          paymentMethodId: method.paymentMethod.id,
          idempotencyKey: key(),
        },
        'deposit { id }',
      );
      await eventually(async () => (await postedOf(ben)) === '10000', 'the deposit');
      fromWallet = (await order(ben, { payWith: 'WALLET' })).order.id;
      await isPaid(ben, fromWallet);
      expect(await postedOf(ben)).toBe('2110');
      const seen = [(await sales.next()).data, (await sales.next()).data].map(
        ({ salesOrderAdded }) => salesOrderAdded.order,
      );
      expect(seen).toEqual([byCard, fromWallet].map((id) => ({ id, totals: { total: { amount: '5490' } } })));
    }, 60_000);

    test('a line comes back, its money too, and the sellers are paid the rest', async () => {
      const parties: [string, Person][] = [
        [byCard, ada],
        [fromWallet, ben],
      ];
      for (const [id, buyer] of parties) {
        const { parts } = await orderFor(buyer, id);
        for (const part of parts) {
          const seller = part.seller.id === cem.id ? cem : dora;
          await seller.do(
            'fulfillOrder',
            { orderId: id, partId: part.id, carrier: 'DHL', trackingNumber: '1' },
            'order { id }',
          );
        }
      }
      const { lines } = await orderFor(ada, byCard);
      const chair = lines.find(({ title }: Answer) => title === 'A chair');
      const request = await ada.do(
        'requestReturn',
        { orderId: byCard, lines: [{ lineId: chair.id, quantity: 1 }], reason: 'It wobbles.' },
        'return { id state }',
      );
      await cem.do('receiveReturn', { returnId: request.return.id }, 'return { id state refund { state } }');
      await eventually(async () => (await orderFor(ada, byCard)).totals.refunded.amount === '2500', 'the refund');
      await ada.do('confirmDelivery', { orderId: byCard }, 'order { state }');
      await ben.do('confirmDelivery', { orderId: fromWallet }, 'order { state }');
      await eventually(
        async () => (await orderFor(ada, byCard)).state === 'PARTIALLY_REFUNDED',
        'the first order to end',
      );
      await eventually(async () => (await orderFor(ben, fromWallet)).state === 'COMPLETED', 'the second order to end');
      // 5 % of 54.90 + 29.90 for the chairs, and of 24.00 twice for the lamps, are fees.
      await eventually(async () => (await postedOf(cem)) === '8055', 'the first seller to be paid');
      await eventually(async () => (await postedOf(dora)) === '4560', 'the second seller to be paid');
      const { ledgerIntegrity } = await auditor.ask('{ ledgerIntegrity { isSound worst } }');
      expect(ledgerIntegrity).toEqual({ isSound: true, worst: null });
      const { salesSummary } = await cem.ask(
        'query ($from: DateTime!, $to: DateTime!) { salesSummary(from: $from, to: $to) { orderCount paidOut { amount } refunded { amount } } }',
        {
          from: new Date(Date.now() - 86_400_000).toISOString(),
          to: new Date(Date.now() + 86_400_000).toISOString(),
        },
      );
      expect(salesSummary).toEqual([{ orderCount: 2, paidOut: { amount: '8055' }, refunded: { amount: '2500' } }]);
    }, 60_000);
  });
