import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Sql } from '../../runtime/database/database.ts';
import { withClient } from '../../runtime/database/postgres-connections.ts';
import { queryOnce } from '../../tests/engines.ts';
import { type LedgerWorld, OUTSIDE, openLedgerWorld } from './fixtures/ledger-world.ts';
import { readIntegrity } from './operations/finance/check-ledger.ts';
import { createIntegrityStore } from './repository/ledger/integrity.ts';
import { systemAccountId } from './repository/ledger/system-account-id.ts';

let world: LedgerWorld;
/** An account with 1,000, whose newest change is the first. */
let account: string;
let other: string;

beforeAll(async () => {
  world = await openLedgerWorld();
  account = await world.account(1_000n);
  other = await world.account();
});
afterAll(async () => {
  expect(await worst()).toBeNull();
  await world.close();
});

const external = systemAccountId(OUTSIDE, 'EUR');

/** As the role of the domain, in one transaction. */
const attempt = (statements: string) => queryOnce(world.database.urlOf('wallet'), statements);

/** The name of what has refused a statement: of a constraint, or of the right that is missing. */
async function refusalOf(statements: string): Promise<string> {
  try {
    await attempt(statements);
    return 'accepted';
  } catch (error) {
    const { constraint, message } = Object(error);
    return constraint ?? message;
  }
}

const worst = () =>
  world.repository.transaction(async (store) => (await readIntegrity(store, new Date())).worst, 'RepeatableRead');

const transaction = (id: string, more = '') =>
  `INSERT INTO ledger_transaction (id, kind, currency, amount, created_at${more === '' ? '' : `, ${more.split('=')[0]}`})
   VALUES ('${id}', 'MOVE', 'EUR', 10, now()${more === '' ? '' : `, ${more.split('=')[1]}`});`;
const posting = (id: string, accountId: string, amount: number, sequence = 'NULL', after = 'NULL', currency = 'EUR') =>
  `INSERT INTO posting (transaction_id, account_id, amount, currency, sequence, balance_after, created_at)
   VALUES ('${id}', '${accountId}', ${amount}, '${currency}', ${sequence}, ${after}, now());`;
const opening = (id: string, columns: string, values: string) =>
  `INSERT INTO account (id, created_at, ${columns}) VALUES ('${id}', now(), ${values});`;
const hold = (columns: string, values: string) =>
  `INSERT INTO hold (id, account_id, expires_at, created_at, ${columns}) VALUES ('hld_1', '${account}', now(), now(), ${values});`;
const deposit = (columns: string, values: string) =>
  `INSERT INTO deposit (id, account_id, created_at, updated_at, ${columns}) VALUES ('dep_1', '${account}', now(), now(), ${values});`;
const withdrawal = (amount: number, state: string) =>
  `INSERT INTO withdrawal (id, account_id, amount, state, payout_method_id, hold_id, created_at, updated_at)
   VALUES ('wdr_1', '${account}', ${amount}, '${state}', 'pom_1', 'hld_1', now(), now());`;
const received = (amount: number, booked = 'NULL') =>
  `INSERT INTO received_payment (payment_id, amount, currency, provider, booked_account_id, created_at)
   VALUES ('pay_1', ${amount}, 'EUR', 'sandbox', ${booked}, now());`;
const request = (amount: number, state: string) =>
  `INSERT INTO money_request (id, requester_id, payer_id, amount, currency, state, expires_at, created_at)
   VALUES ('mrq_1', 'usr_1', 'usr_2', ${amount}, 'EUR', '${state}', now(), now());`;
const adjustment = (state: string, approver: string, posted: string) =>
  `INSERT INTO ledger_adjustment (id, currency, postings, reason, state, requester_id, approver_id, transaction_id, created_at)
   VALUES ('adj_1', 'EUR', '[]', 'A reason', '${state}', 'usr_1', ${approver}, ${posted}, now());`;

/** By constraint: what it refuses, and what the check of the ledger says once the constraint is gone. */
const CONSTRAINTS: Readonly<Record<string, readonly [refused: () => string, worst?: string]>> = {
  account_kind_check: [() => opening('wal_1', 'kind, currency', "'BANK', 'EUR'")],
  account_state_check: [() => `UPDATE account SET state = 'LOST' WHERE id = '${account}'`],
  account_currency_check: [() => opening('wal_1', 'kind, currency', "'USER', 'eur'")],
  account_held_check: [() => `UPDATE account SET held = 5 WHERE id = '${account}'`, 'it reserves 5'],
  account_live_holds_check: [() => `UPDATE account SET live_holds = 10001 WHERE id = '${account}'`, 'it counts 10001'],
  account_available_check: [
    () => `UPDATE account SET held = 1001, live_holds = 1 WHERE id = '${account}'`,
    'it reserves 1001',
  ],
  account_system_check: [() => `UPDATE account SET live_holds = 1 WHERE id = '${external}'`, 'it counts 1'],
  account_owner_key: [
    () =>
      opening(
        'wal_1',
        'kind, currency, owner_id',
        `'USER', 'EUR', (SELECT owner_id FROM account WHERE id = '${account}')`,
      ),
  ],
  account_system_key: [() => opening('wal_1', 'kind, name, currency', "'EXTERNAL', 'sandbox', 'EUR'")],
  ledger_transaction_kind_check: [
    () => transaction('wtx_1').replace('MOVE', 'THEFT'),
    'wtx_1: it has fewer than two postings',
  ],
  ledger_transaction_amount_check: [
    () => transaction('wtx_1').replace(', 10,', ', 0,'),
    'wtx_1: it has fewer than two postings',
  ],
  ledger_transaction_reversed_check: [
    () => 'UPDATE ledger_transaction SET reversed = 1001',
    'its reversals add up to 0 and not 1001',
  ],
  ledger_transaction_reversal_check: [
    () =>
      `${transaction('wtx_1', "reverses_id='wtx_0'")} UPDATE ledger_transaction SET reversed = 1 WHERE id = 'wtx_1';`,
    'wtx_1: it has fewer than two postings',
  ],
  ledger_transaction_effect_key_key: [
    () => transaction('wtx_1', "effect_key='a'") + transaction('wtx_2', "effect_key='a'"),
    'wtx_1: it has fewer than two postings',
  ],
  posting_amount_check: [
    () =>
      transaction('wtx_1') +
      posting('wtx_1', external, -10) +
      posting('wtx_1', account, 0, '1000', '1000') +
      posting('wtx_1', other, 10, '1000', '10'),
    'its balance is 0 and its postings add up to 10',
  ],
  posting_sequence_check: [
    () => transaction('wtx_1') + posting('wtx_1', external, -10, 'NULL', '5') + posting('wtx_1', other, 10, '1', '10'),
    'its balance is 0 and its postings add up to 10',
  ],
  posting_account_id_sequence_key: [
    () =>
      ['wtx_1', 'wtx_2']
        .map((id) => transaction(id) + posting(id, external, -10) + posting(id, other, 10, '7', '10'))
        .join(''),
    'its posting leaves 10',
  ],
  posting_is_sound: [
    () => transaction('wtx_1') + posting('wtx_1', other, 10, '1', '10'),
    'wtx_1: it has fewer than two postings',
  ],
  account_is_sound: [
    () => `UPDATE account SET posted = 2000 WHERE id = '${account}'`,
    'its balance is 2000 and its postings add up to 1000',
  ],
  hold_state_check: [() => hold('amount, state, settled_at', "1, 'LOST', now()")],
  hold_amount_check: [() => hold('amount, state, settled_at', "0, 'RELEASED', now()")],
  hold_captured_check: [() => hold('amount, captured, state, settled_at', "1, 2, 'RELEASED', now()")],
  hold_settled_check: [() => hold('amount, state', "1, 'RELEASED'")],
  deposit_state_check: [() => deposit('amount, state', "1, 'LOST'")],
  deposit_amount_check: [() => deposit('amount', '0')],
  deposit_credited_check: [() => deposit('amount, state', "1, 'SUCCEEDED'")],
  withdrawal_state_check: [() => withdrawal(1, 'LOST')],
  withdrawal_amount_check: [() => withdrawal(0, 'PAID')],
  received_payment_amount_check: [() => received(0)],
  received_payment_booked_check: [() => received(1, `'${account}'`)],
  money_request_state_check: [() => request(1, 'LOST')],
  money_request_amount_check: [() => request(0, 'PENDING')],
  money_request_paid_check: [() => request(1, 'PAID')],
  ledger_adjustment_state_check: [() => adjustment('LOST', 'NULL', 'NULL')],
  ledger_adjustment_approver_check: [() => adjustment('APPROVED', "'usr_1'", "'wtx_1'")],
  ledger_adjustment_approved_check: [() => adjustment('APPROVED', 'NULL', 'NULL')],
};

/** Names under which triggers refuse, where they differ from those of the triggers. */
const REFUSES_AS: Readonly<Record<string, string>> = {
  posting_is_sound: 'posting_is_balanced',
  account_is_sound: 'account_equals_postings',
};

const DROP = `DO $$ DECLARE found RECORD; BEGIN
  FOR found IN SELECT conrelid::regclass AS of, conname FROM pg_constraint
    WHERE conname = 'NAME' AND contype <> 't' AND connamespace = 'wallet'::regnamespace
  LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.of, found.conname); END LOOP;
  FOR found IN SELECT tgrelid::regclass AS of, tgname FROM pg_trigger WHERE tgname = 'NAME'
  LOOP EXECUTE format('DROP TRIGGER %I ON %s', found.tgname, found.of); END LOOP;
  DROP INDEX IF EXISTS wallet.NAME;
END $$`;

/** What happens without a constraint, in a transaction of the owner that is rolled back: the first fault that the check finds. */
const worstWithout = (name: string, statements: string): Promise<string | null> =>
  withClient({ connectionString: world.database.ownerUrl }, async (client) => {
    await client.query('BEGIN; SET LOCAL search_path = wallet, extensions');
    await client.query(DROP.replaceAll('NAME', name));
    await client.query(statements);
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    const sql: Pick<Sql, '$queryRaw'> = {
      $queryRaw: async <Rows>(query: TemplateStringsArray) => (await client.query(query.join(''))).rows as Rows, // as: the caller names its columns
    };
    const { worst: found } = await readIntegrity(createIntegrityStore(sql), new Date());
    await client.query('ROLLBACK');
    return found;
  });

test.each(Object.entries(CONSTRAINTS))('%s alone refuses what it is for', async (name, [refused, wrong]) => {
  expect(await refusalOf(refused())).toBe(REFUSES_AS[name] ?? name);
  const found = await worstWithout(name, refused());
  if (wrong !== undefined) expect(found).toContain(wrong);
});

test('each constraint of the tables is among those that are tested', async () => {
  const rows = await world.query(`
    SELECT conname AS name FROM pg_constraint
    WHERE connamespace = 'wallet'::regnamespace AND contype IN ('c', 't')
      AND conrelid::regclass::text ~ '^wallet\\.(account|ledger_|posting|hold|deposit|withdrawal|received|money)'
    ORDER BY name`);
  expect(rows.map(({ name }) => String(name)).filter((name) => CONSTRAINTS[name] === undefined)).toEqual([]);
});

test.each([
  [
    'posting_is_balanced',
    () => transaction('wtx_1') + posting('wtx_1', external, -9) + posting('wtx_1', other, 10, '1', '10'),
  ],
  [
    'posting_fits_account',
    () => transaction('wtx_1') + posting('wtx_1', external, -10) + posting('wtx_1', 'wal_none', 10, '1', '10'),
  ],
  ['posting_fits_account', () => transaction('wtx_1') + posting('wtx_1', external, -10) + posting('wtx_1', other, 10)],
  [
    'posting_continues_balance',
    () => transaction('wtx_1') + posting('wtx_1', external, -10) + posting('wtx_1', other, 10, '1', '11'),
  ],
  [
    'posting_continues_balance',
    () => transaction('wtx_1') + posting('wtx_1', external, -10) + posting('wtx_1', account, 10, '9', '10'),
  ],
  [
    'system_account_available',
    () =>
      opening('wal_fees', 'kind, currency', "'FEES', 'EUR'") +
      transaction('wtx_1') +
      posting('wtx_1', 'wal_fees', -10) +
      posting('wtx_1', external, 10),
  ],
])('at the commit, %s is checked', async (name, statements) => {
  expect(await refusalOf(statements())).toBe(name);
  expect(await worst()).toBeNull();
});

test.each([
  'UPDATE posting SET amount = 1',
  'DELETE FROM posting',
  'TRUNCATE posting',
  'ALTER TABLE posting DISABLE TRIGGER ALL',
  'DROP TRIGGER posting_is_append_only ON posting',
  "SET session_replication_role = 'replica'",
  'DELETE FROM ledger_transaction',
  'UPDATE ledger_transaction SET amount = 1',
  "UPDATE ledger_transaction SET effect_key = 'another'",
  'TRUNCATE ledger_transaction',
  'DELETE FROM account',
  "UPDATE account SET currency = 'USD'",
  "UPDATE account SET kind = 'EXTERNAL'",
  'TRUNCATE account',
  'DELETE FROM hold',
  'DELETE FROM deposit',
])('the role of the domain may not: %s', async (statement) => {
  expect(await refusalOf(statement)).toMatch(/permission denied|must be owner/);
});

test.each([
  'UPDATE wallet.posting SET amount = 1',
  'DELETE FROM wallet.posting',
  'TRUNCATE wallet.posting',
  'DELETE FROM wallet.ledger_transaction',
  'UPDATE wallet.ledger_transaction SET amount = 1',
  'DELETE FROM wallet.account',
  "UPDATE wallet.account SET currency = 'USD'",
])('not even their owner may, while the triggers are enabled: %s', async (statement) => {
  await expect(world.query(statement)).rejects.toThrow('are not changed or deleted.');
});

test('the check names a posting that was changed by hand', async () => {
  const [row] = await world.query(`SELECT transaction_id AS id FROM wallet.posting WHERE account_id = '${account}'`);
  const change = `UPDATE posting SET amount = amount + 1 WHERE account_id = '${account}'`;
  expect(await worstWithout('posting_is_append_only', change)).toBe(`${row?.['id']}: its postings add up to 1`);
});
