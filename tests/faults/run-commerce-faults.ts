import { type Person, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import type { RunningSystem } from '../running-system.ts';
import { isSettled, violations } from './commerce-invariants.ts';
import { type Buyer, nextEntry, send } from './commerce-load.ts';
import { type FaultsOptions, runFaultedLoad } from './run-faulted-load.ts';

const BUYERS = 6;
const SELLERS = 2;
/** In minor units: for many orders, so that some are refused at the end of a long load. */
const DEPOSIT = '300000';
/** By price in minor units: plenty of one thing, few of the other, so that it is sold out. */
const GOODS = [
  { price: '333', stock: 100_000 },
  { price: '1250', stock: 40 },
] as const;

/**
 * Kills commerce, wallet, payments, PostgreSQL and Redis at random while people order, receive, cancel and get their money back, and
 * checks orders, stock, charges, escrow and the ledger. Resolves to whether the invariants hold.
 */
export const runCommerceFaults = (options: FaultsOptions): Promise<boolean> =>
  runFaultedLoad(
    {
      ...{ name: 'commerce', domains: ['commerce', 'wallet', 'payments'], environment: { MEDIA_MODERATION: 'rules' } },
      ...{ openClients, nextEntry, send, isSettled, violations },
    },
    options,
  );

const euro = (amount: string) => ({ amount, currency: 'EUR' });

async function openClients({ url }: RunningSystem): Promise<Buyer[]> {
  const [variantIds, sellers]: [string[], Map<string, string>] = [[], new Map()];
  for (let nth = 0; nth < SELLERS; nth += 1) {
    const seller = await registerPerson(url, 'seller');
    sellers.set(seller.id, seller.accessToken);
    variantIds.push(...(await openShop(seller)));
    await seller.close();
  }
  const buyers: Buyer[] = [];
  for (let nth = 0; nth < BUYERS; nth += 1) {
    const person = await registerPerson(url, 'buyer');
    const method = { token: 'tok_ok', idempotencyKey: 'k' };
    const { paymentMethod } = await person.do('attachPaymentMethod', method, 'paymentMethod { id }');
    await deposit(person, paymentMethod.id);
    buyers.push({
      ...{ id: person.id, token: person.accessToken, paymentMethodId: paymentMethod.id },
      ...{ variantIds, sellers },
    });
    await person.close();
  }
  return buyers;
}

async function openShop(seller: Person): Promise<string[]> {
  const bank = { token: 'ptok_ok', currency: 'EUR', idempotencyKey: 'k' };
  await seller.do('createPayoutMethod', bank, 'payoutMethod { id }');
  await seller.do('openShop', { name: 'Shop' }, 'shop { id }');
  const variantIds: string[] = [];
  for (const { price, stock } of GOODS) {
    const variants = [{ price: euro(price), stock }];
    const draft = { title: `A thing of ${price}`, kind: 'DIGITAL', description: 'A thing', variants };
    const { product } = await seller.do('createProduct', draft, 'product { id variants { id } }');
    await seller.do('publishProduct', { productId: product.id }, 'product { id }');
    variantIds.push(product.variants[0].id);
  }
  return variantIds;
}

async function deposit(person: Person, paymentMethodId: string): Promise<void> {
  const accounts = async () =>
    (await person.ask('{ walletAccounts { id balance { posted { amount } } } }')).walletAccounts;
  const [{ id: accountId }] = await accounts();
  const input = { accountId, amount: euro(DEPOSIT), paymentMethodId, idempotencyKey: 'k' };
  await person.do('deposit', input, 'deposit { id }');
  await eventually(async () => (await accounts())[0].balance.posted.amount === DEPOSIT, 'the deposit');
}
