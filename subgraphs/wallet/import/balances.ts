import { z } from 'zod';
import type { ImportFacts, ImportOutcome, ImportRow } from '../../../runtime/import/import-row.ts';
import { type DomainImporter, importerOf } from '../../../runtime/import/open-importer.ts';
import { formatDecimal, parseDecimal } from '../../../runtime/money/decimal.ts';
import type { WalletContext } from '../context.ts';
import { type OpeningStore, openBalance } from '../operations/import/open-balance.ts';
import { MAX_AMOUNT } from '../operations/ledger/max-amount.ts';
import type { WalletStore } from '../repository/index.ts';

/** Each is a transaction of the ledger with its postings: some hundred end long before the limit of time. */
const BATCH_SIZE = 200;

type Store = OpeningStore & Pick<WalletStore, 'openingBalances'>;

/** Rules for one balance: exact, in a currency that people have here. */
const balanceSchema = ({ currencies }: Pick<WalletContext['settings'], 'currencies'>) =>
  z
    .object({ person: z.string(), currency: z.string(), amount: z.string() })
    .transform(({ person, currency: code, amount: text }, context) => {
      const currency = code.trim().toUpperCase();
      const refuse = (message: string) => {
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      };
      if (!currencies.includes(currency)) return refuse('People have no accounts in this currency here.');
      const money = parseDecimal(text.trim(), currency);
      if (money === null) return refuse('The amount is no decimal number, or has more digits than its currency.');
      if (money.amount < 0n) return refuse('A balance is not negative.');
      if (money.amount > MAX_AMOUNT) return refuse('The amount is too large.');
      return { personId: person, ...money };
    });

type Value = z.output<ReturnType<typeof balanceSchema>>;

/** Imports what people had, by opening transactions. */
export const balanceImporter = (settings: Pick<WalletContext['settings'], 'currencies'>): DomainImporter<Store> =>
  importerOf<Value, Store>({
    kind: 'balances',
    // Without a time: a later dump that is dated anew must give the same id.
    key: { prefix: 'wtx' },
    fields: {
      person: { type: 'text', isRequired: true, references: 'people' },
      currency: { type: 'text', isRequired: true },
      amount: { type: 'decimal', isRequired: true },
    },
    schema: balanceSchema(settings),
    batchSize: BATCH_SIZE,
    write: importBalances,
    async existing(store, ids) {
      return (await store.openingBalances(ids)).map(({ id }) => id);
    },
    facts: ({ value }) => factsOf(value),
    async stored(store, ids) {
      const stored = await store.openingBalances(ids);
      return new Map(stored.map(({ id, ownerId, ...money }) => [id, factsOf({ personId: ownerId, ...money })]));
    },
    totals: ({ currency, minorUnits }) => ({ [String(currency)]: BigInt(String(minorUnits)) }),
  });

async function importBalances(
  store: Store,
  rows: readonly ImportRow<Value>[],
  now: Date,
): Promise<readonly ImportOutcome[]> {
  const present = new Set((await store.openingBalances(rows.map(({ id }) => id))).map(({ id }) => id));
  const outcomes: ImportOutcome[] = [];
  // One after another: each locks the account of its person.
  for (const { id, value } of rows) {
    const reason = present.has(id) ? 'present' : await openBalance(store, { ...value, id }, now);
    outcomes.push(reason === 'present' ? reason : reason === null ? 'inserted' : { reason });
  }
  return outcomes;
}

const factsOf = ({ personId, currency, amount }: { personId: string | null; currency: string; amount: bigint }) =>
  ({
    person: personId,
    currency,
    amount: formatDecimal({ amount, currency }),
    minorUnits: amount.toString(),
  }) satisfies ImportFacts;
