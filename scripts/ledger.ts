import { domainDatabaseUrl } from '../runtime/database/domain-database.ts';
import { startEngines } from '../runtime/embedded/engines.ts';
import { formatDecimal } from '../runtime/money/decimal.ts';
import { loadConfiguration } from '../runtime/settings/configuration.ts';
import { readIntegrity } from '../subgraphs/wallet/operations/finance/check-ledger.ts';
import { openWalletRepository, type WalletRepository } from '../subgraphs/wallet/repository/index.ts';
import { readLedgerLines, removeTimeLimits } from '../subgraphs/wallet/repository/ledger/ledger-lines.ts';
import { rebuildBalances } from '../subgraphs/wallet/repository/ledger/rebuild.ts';
import { generateClients } from './generate/prisma-clients.ts';
import { requireDatabase } from './require-database.ts';
import { reportFailure } from './run-command.ts';

const USAGE = `usage: npm run ledger -- verify                 compare all balances with all postings; exit 1 when one is wrong
       npm run ledger -- statement <accountId>  print the postings of an account, and what it had after each
       npm run ledger -- rebuild                compute all balances anew from postings and holds`;

/** Lines that one statement reads. */
const BATCH_SIZE = 1_000;

process.exit(await main(process.argv.slice(2)).catch(reportFailure));

async function main([action, accountId, ...rest]: readonly string[]): Promise<number> {
  const isComplete = action === 'statement' ? accountId !== undefined : accountId === undefined;
  if (!isComplete || rest.length > 0) return reportUsage();
  if (action === 'verify') return withWallet(verify);
  if (action === 'rebuild') return withWallet(rebuild);
  return action === 'statement' ? withWallet((wallet) => printStatement(wallet, accountId ?? '')) : reportUsage();
}

function reportUsage(): number {
  console.error(USAGE);
  return 2;
}

/** Opens the tables of the wallet, with embedded engines where none are configured. */
async function withWallet(work: (wallet: WalletRepository) => Promise<number>): Promise<number> {
  const configuration = loadConfiguration('start');
  await generateClients({ domains: ['wallet'] });
  const engines = await startEngines({ ...configuration, log: (line) => console.error(line) });
  try {
    await requireDatabase(configuration, 'wallet', engines.databaseUrl);
    const wallet = openWalletRepository(domainDatabaseUrl(configuration, 'wallet', engines.databaseUrl));
    return await work(wallet).finally(() => wallet.close());
  } finally {
    await engines.stop();
  }
}

/** Prints whether the books are right, and the first thing that is wrong. */
async function verify(wallet: WalletRepository): Promise<number> {
  const { isSound, worst, checkedTransactions, sums } = await wallet.transaction(async (store, sql) => {
    await removeTimeLimits(sql);
    return readIntegrity(store, new Date());
  }, 'RepeatableRead');
  for (const { currency, external, internal } of sums)
    console.log(
      `${currency}: outside ${formatDecimal({ amount: external, currency })}, inside ${formatDecimal({ amount: internal, currency })}`,
    );
  console.log(isSound ? `sound, ${checkedTransactions} transactions` : `WRONG: ${worst}`);
  return isSound ? 0 : 1;
}

/** Prints an account line by line. */
function printStatement(wallet: WalletRepository, accountId: string): Promise<number> {
  return wallet.transaction(async (store, sql) => {
    await removeTimeLimits(sql);
    const [account] = await store.visibleAccounts({ id: '', isFinance: true }, [accountId]);
    if (account == null) throw new Error(`there is no account ${accountId}`);
    const { currency } = account;
    let balance = 0n;
    for (let after = ''; ; ) {
      const lines = await readLedgerLines(sql, accountId, after, BATCH_SIZE);
      for (const { transactionId, kind, amount, reference, createdAt } of lines) {
        balance += amount;
        const amounts = [amount, balance]
          .map((value) => formatDecimal({ amount: value, currency }).padStart(14))
          .join(' ');
        console.log(
          `${createdAt.toISOString()} ${kind.padEnd(10)} ${amounts} ${transactionId} ${reference ?? ''}`.trimEnd(),
        );
      }
      after = lines.at(-1)?.transactionId ?? '';
      if (lines.length < BATCH_SIZE) break;
    }
    console.log(`${currency} ${formatDecimal({ amount: balance, currency })}`);
    return 0;
  }, 'RepeatableRead');
}

/** Computes all balances anew, and prints how many were wrong. */
async function rebuild(wallet: WalletRepository): Promise<number> {
  const { people, platform } = await wallet.transaction(async (_, sql) => {
    await removeTimeLimits(sql);
    return rebuildBalances(sql);
  });
  console.log(`${people} balances of people and ${platform} of the platform were wrong and are right now`);
  return 0;
}
