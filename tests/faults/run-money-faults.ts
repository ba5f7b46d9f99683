import { type Answer, type Person, registerPerson } from '../client.ts';
import type { RunningSystem } from '../running-system.ts';
import { isSettled, violations } from './money-invariants.ts';
import { type MoneyClient, nextEntry, send } from './money-load.ts';
import { type FaultsOptions, runFaultedLoad } from './run-faulted-load.ts';

const PEOPLE = 6;

/**
 * Kills wallet, payments, PostgreSQL and Redis at random under transfers, deposits and withdrawals, and checks the ledger, the
 * events and the history of the clients. Resolves to whether the invariants hold.
 */
export const runMoneyFaults = (options: FaultsOptions): Promise<boolean> =>
  runFaultedLoad(
    {
      ...{ name: 'money', domains: ['wallet', 'payments'], environment: { WALLET_WITHDRAWAL_DELAY_SECONDS: '1' } },
      ...{ openClients, nextEntry, send, isSettled, violations },
    },
    options,
  );

const mutate = (person: Person, name: string, input: Record<string, unknown>, fields: string): Promise<Answer> =>
  person.do(name, input, fields);

async function openClients({ url }: RunningSystem): Promise<MoneyClient[]> {
  const clients: MoneyClient[] = [];
  for (let nth = 0; nth < PEOPLE; nth += 1) {
    const person = await registerPerson(url, 'payer');
    const { paymentMethod } = await mutate(
      person,
      'attachPaymentMethod',
      { token: 'tok_ok', idempotencyKey: 'k' },
      'paymentMethod { id }',
    );
    const bank = { token: nth % 2 === 0 ? 'ptok_ok' : 'ptok_fail', currency: 'EUR', idempotencyKey: 'k' };
    const { payoutMethod } = await mutate(person, 'createPayoutMethod', bank, 'payoutMethod { id }');
    const { walletAccounts } = await person.ask('{ walletAccounts { id } }');
    clients.push({
      ...{ id: person.id, token: person.accessToken, accountId: walletAccounts[0].id },
      ...{ paymentMethodId: paymentMethod.id, payoutMethodId: payoutMethod.id },
    });
    await person.close();
  }
  return clients;
}
