import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../runtime/embedded/redis.ts';
import { isStream } from '../../runtime/executor/executor.ts';
import { openLog } from '../../runtime/logging/log.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { openProcess } from '../../runtime/process/open-process.ts';
import { loadConfiguration } from '../../runtime/settings/configuration.ts';
import wallet from '../../subgraphs/wallet/index.ts';
import { receivePayment } from '../../subgraphs/wallet/operations/payments/receive-payment.ts';
import { openWalletRepository } from '../../subgraphs/wallet/repository/index.ts';
import { createPayer, type Payer } from './create-payer.ts';

const TRANSFER = `mutation ($input: TransferInput!) {
  transfer(input: $input) { transaction { id } errors { __typename } } }`;

/** Opens wallet as a gateway has it in its own process, with a Redis of its own. */
export async function openMoneyDomain(databaseUrl: string) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-money-'));
  const redis = await startRedis({ dataDir: null, log: () => {} });
  const configuration = loadConfiguration('serve', {
    DATA_DIR: folder,
    REDIS_URL: redis.url,
    WALLET_DATABASE_URL: databaseUrl,
    WALLET_DAILY_LIMIT: '1000000000000',
  });
  const log = openLog('wallet', 'error');
  const running = openProcess({ configuration, databaseUrl: null, redisUrl: redis.url, subgraphs: [], log });
  const repository = openWalletRepository(databaseUrl);
  // A domain without copies of friendships and blocks serves nobody.
  await repository.sql.$executeRaw`
    INSERT INTO inbox_position (producer, epoch, number) VALUES ('friends', 'bench', 0), ('auth', 'bench', 0)`;
  const open = await wallet.open(running.hostOf('wallet'));
  return {
    /** A person whose account has a million. */
    person: (): Promise<Payer> => createPayer(repository),
    /** @throws unless it is posted. */
    async transfer(payer: Payer, payeeId: string, idempotencyKey: string): Promise<void> {
      const input = {
        ...{ fromAccountId: payer.accountId, toUserId: payeeId, amount: { amount: '1', currency: 'EUR' } },
        idempotencyKey,
      };
      const caller = { viewerId: payer.id, sessionId: 'ses_bench', scopes: [], service: null };
      const result = await open.execute({ query: TRANSFER, variables: { input } }, caller);
      const refusals = isStream(result) ? null : Object(result.data)['transfer']?.errors;
      if (refusals?.length !== 0) throw new Error(`A transfer failed: ${JSON.stringify(result)}`);
    },
    /** Adds deposits that wait for their payments. */
    async addDeposits(payers: readonly Payer[]): Promise<readonly string[]> {
      const createdAt = new Date();
      const deposits = payers.map(({ accountId }) => ({ id: newId('dep', createdAt), accountId }));
      for (const deposit of deposits)
        await repository.addDeposit({ ...deposit, amount: 1n, paymentMethodId: null, returnUrl: null, createdAt });
      return deposits.map(({ id }) => id);
    },
    /** Books payments that succeeded in one transaction, as the consumer of events does. */
    book: (depositIds: readonly string[]): Promise<void> =>
      repository.transaction(async (store) => {
        const factOf = (id: string) => ({
          ...{ paymentId: `pay_${id}`, provider: 'bench', amount: '1', currency: 'EUR' },
          reference: { type: 'deposit', id },
        });
        await Promise.all(depositIds.map((id) => receivePayment(store, factOf(id), new Date())));
      }),
    /** Sum of all accounts, which is 0, and what is wrong with the books. */
    integrity: () =>
      repository.transaction(async (store) => {
        const [sums, posting, transaction, account] = [
          await store.ledgerSums(),
          await store.firstWrongPosting(),
          await store.firstWrongTransaction(),
          await store.firstWrongAccount(),
        ];
        const sum = sums.reduce((total, { external, internal }) => total + external + internal, 0n);
        return { sum, wrong: (transaction ?? posting ?? account)?.fault ?? null };
      }, 'RepeatableRead'),
    async close() {
      await open.close();
      await repository.close();
      await running.close();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type MoneyDomain = Awaited<ReturnType<typeof openMoneyDomain>>;
