import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { befriend } from '../befriend.ts';
import { type Answer, type Listening, type Person, post, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import { withRole } from '../with-role.ts';
import type { JourneySystem } from './journey-system.ts';

const RETURN_URL = 'https://app.example/paid';
const ACCOUNT = 'id cursor balance { posted { amount } available { amount } }';
const BALANCE = `subscription ($id: ID!, $after: String) { balanceChanged(accountId: $id, after: $after) {
  account { balance { posted { amount } } } cursor resyncRequired } }`;
const TRANSACTION = `subscription ($id: ID!, $after: String) { transactionAdded(accountId: $id, after: $after) {
  transaction { id kind memo amount { amount } counterparty { id } } cursor resyncRequired } }`;

/** Money is paid in by card, sent to a friend, and paid out. */
export const paying = (at: () => JourneySystem) =>
  describe('paying', () => {
    let system: JourneySystem;
    let ada: Person;
    let ben: Person;
    let eve: Person;
    let auditor: Person;
    let keys = 0;

    beforeAll(async () => {
      system = at();
      [ada, ben] = await Promise.all([registerPerson(system.url, 'ada'), registerPerson(system.url, 'ben')]);
      const [other, finance] = await Promise.all([
        registerPerson(system.url, 'eve'),
        registerPerson(system.url, 'finance'),
      ]);
      eve = other;
      [auditor] = await Promise.all([withRole(system, finance, 'FINANCE'), befriend(ada, ben)]);
    });
    afterAll(async () => {
      await Promise.all([ada, ben, eve, auditor].map((person) => person?.close()));
    });

    const idempotencyKey = (): string => {
      keys += 1;
      return `paying ${keys}`;
    };
    const euro = (amount: string) => ({ amount, currency: 'EUR' });

    const accountOf = async (person: Person): Promise<Answer> =>
      (await person.ask(`{ walletAccounts { ${ACCOUNT} } }`)).walletAccounts[0];

    /** The names of the refusals of a mutation, which changes nothing. */
    async function refusalsOf(person: Person, mutation: string, input: object): Promise<string[]> {
      const type = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { errors { __typename } } }`;
      const { errors } = (await person.ask(query, { input }))[mutation];
      return errors.map(({ __typename }: Answer) => __typename);
    }

    /** Pays 50.00 EUR in by this token, and returns the deposit once the provider knows of the card. */
    async function payIn(token: string): Promise<Answer> {
      const { id } = await accountOf(ada);
      const input = { accountId: id, amount: euro('5000'), returnUrl: RETURN_URL };
      const { deposit } = await ada.do(
        'deposit',
        { ...input, idempotencyKey: idempotencyKey() },
        'deposit { id state payment { id state cursor } }',
      );
      expect(deposit).toMatchObject({ state: 'PENDING', payment: { state: 'REQUIRES_METHOD' } });
      await ada.do('confirmPayment', { paymentId: deposit.payment.id, method: { token } }, 'payment { id }');
      return deposit;
    }

    const sound = async (): Promise<void> => {
      const { ledgerIntegrity } = await auditor.ask('{ ledgerIntegrity { isSound worst } }');
      expect(ledgerIntegrity).toEqual({ isSound: true, worst: null });
    };

    /** Events until the balance is this, in minor units. */
    async function balancesUntil(balances: Listening, posted: string): Promise<string[]> {
      const seen: string[] = [];
      while (seen.at(-1) !== posted) {
        const { account, resyncRequired } = (await balances.next()).data.balanceChanged;
        expect(resyncRequired).toBe(false);
        seen.push(account.balance.posted.amount);
      }
      return seen;
    }

    let deposited: Answer;

    test('a deposit waits for the page of the payer’s bank, and then arrives live', async () => {
      const { id, cursor } = await accountOf(ada);
      const balances = ada.listen(BALANCE, { id, after: cursor });
      deposited = await payIn('tok_3ds');
      const states = ada.listen(
        'subscription ($id: ID!, $after: String) { paymentStatusChanged(paymentId: $id, after: $after) { payment { state nextAction { kind url } } } }',
        { id: deposited.payment.id, after: deposited.payment.cursor },
      );
      let { payment } = (await states.next()).data.paymentStatusChanged;
      while (payment.state !== 'REQUIRES_ACTION') ({ payment } = (await states.next()).data.paymentStatusChanged);
      expect(payment.nextAction.kind).toBe('REDIRECT');
      expect((await accountOf(ada)).balance.posted.amount).toBe('0');

      const { url } = payment.nextAction;
      const page = await fetch(url);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      const policy = page.headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("form-action 'self' https://app.example");
      const html = await page.text();
      expect(html).toMatch(/<form method="post">.*name="outcome" value="approve"/s);
      expect(html).not.toMatch(/<script/i);
      const body = new URLSearchParams({ outcome: 'approve' });
      const back = await fetch(url, { method: 'POST', headers: { origin: system.url }, body, redirect: 'manual' });
      expect([back.status, back.headers.get('location')]).toEqual([
        303,
        `${RETURN_URL}?paymentId=${deposited.payment.id}&outcome=completed`,
      ]);

      while (payment.state !== 'SUCCEEDED') ({ payment } = (await states.next()).data.paymentStatusChanged);
      expect(await balancesUntil(balances, '5000')).toEqual(['5000']);
      balances.stop();
      states.stop();
      await sound();
    });

    test('a friend found by nickname is paid, and both see it once although their sockets are cut', async () => {
      const [mine, theirs] = [await accountOf(ada), await accountOf(ben)];
      const before = [
        ada.listen(TRANSACTION, { id: mine.id, after: mine.cursor }),
        ben.listen(TRANSACTION, { id: theirs.id, after: theirs.cursor }),
      ];
      const found =
        'query ($name: String!) { walletPayee(nickname: $name, currency: "EUR") { accountId displayName } }';
      const { walletPayee } = await ada.ask(found, { name: ben.nickname });
      expect(walletPayee.accountId).toBe(theirs.id);
      const input = { fromAccountId: mine.id, toAccountId: walletPayee.accountId, amount: euro('1200') };
      const key = idempotencyKey();
      const pay = () =>
        ada.do('transfer', { ...input, memo: 'Lunch', idempotencyKey: key }, 'transaction { id } isReplay');

      ada.cut();
      ben.cut();
      const paid = await pay();
      expect(await pay()).toEqual({ ...paid, errors: [], isReplay: true });

      for (const listening of before) await eventually(() => listening.ending() !== undefined, 'the socket to be cut');
      const after = [
        ada.listen(TRANSACTION, { id: mine.id, after: mine.cursor }),
        ben.listen(TRANSACTION, { id: theirs.id, after: theirs.cursor }),
      ];
      const [sent, received] = await Promise.all(after.map((listening) => listening.next()));
      const transaction = { id: paid.transaction.id, kind: 'TRANSFER', memo: 'Lunch', amount: { amount: '1200' } };
      expect(sent.data.transactionAdded.transaction).toEqual({ ...transaction, counterparty: { id: ben.id } });
      expect(received.data.transactionAdded.transaction).toEqual({ ...transaction, counterparty: { id: ada.id } });
      expect(
        await Promise.all([ada, ben].map(async (person) => (await accountOf(person)).balance.posted.amount)),
      ).toEqual(['3800', '1200']);
      // Another transfer comes next: nothing came twice.
      await ada.do('transfer', { ...input, amount: euro('1'), idempotencyKey: idempotencyKey() }, 'transaction { id }');
      for (const listening of after) {
        expect((await listening.next()).data.transactionAdded.transaction.amount.amount).toBe('1');
        listening.stop();
      }
      await sound();
    });

    test('money goes out to a bank account, and comes back when the bank returns it', async () => {
      const methodOf = async (token: string): Promise<string> => {
        const selection = 'payoutMethod { id }';
        return (await ben.do('createPayoutMethod', { token, currency: 'EUR' }, selection)).payoutMethod.id;
      };
      const { id, cursor } = await accountOf(ben);
      const balances = ben.listen(BALANCE, { id, after: cursor });
      const withdraw = async (token: string, amount: string): Promise<string> => {
        const input = { accountId: id, amount: euro(amount), payoutMethodId: await methodOf(token) };
        const { withdrawal } = await ben.do(
          'withdraw',
          { ...input, idempotencyKey: idempotencyKey() },
          'withdrawal { id }',
        );
        return withdrawal.id;
      };
      const isIn = (withdrawalId: string, state: string) => async () =>
        (await ben.ask('query ($id: ID!) { withdrawal(id: $id) { state } }', { id: withdrawalId })).withdrawal.state ===
        state;

      await eventually(isIn(await withdraw('ptok_ok', '500'), 'PAID'), 'the money to be paid');
      await eventually(isIn(await withdraw('ptok_return', '200'), 'FAILED'), 'the money to come back');

      await eventually(async () => {
        const { balance } = await accountOf(ben);
        return balance.posted.amount === '701' && balance.available.amount === '701';
      }, 'the balance to be right');
      balances.stop();
      await sound();
    });

    test('a part of the deposit is refunded, and never more than is there', async () => {
      const paymentId = deposited.payment.id;
      const refund = (amount: string) =>
        ada.do(
          'refundPayment',
          { paymentId, amount, idempotencyKey: idempotencyKey() },
          'refund { id } payment { state }',
        );
      await refund('1000');
      await eventually(async () => (await accountOf(ada)).balance.posted.amount === '2799', 'the refund to be booked');
      const input = { paymentId, amount: '2800', idempotencyKey: idempotencyKey() };
      expect(await refusalsOf(ada, 'refundPayment', input)).toEqual(['InsufficientFunds']);
      await sound();
    });

    test('others can do none of it', async () => {
      const { id } = await accountOf(ada);
      const mine = (await accountOf(eve)).id;
      const paymentId = deposited.payment.id;
      const key = { idempotencyKey: 'eve' };
      const transfer = { fromAccountId: id, toAccountId: mine, amount: euro('1'), ...key };
      expect(await refusalsOf(eve, 'transfer', transfer)).toEqual(['NotFound']);
      expect(await refusalsOf(eve, 'refundPayment', { paymentId, ...key })).toEqual(['NotFound']);
      expect(await refusalsOf(eve, 'confirmPayment', { paymentId, method: { token: 'tok_ok' } })).toEqual(['NotFound']);
      const adjustment = { postings: [], reason: 'Mine.', ...key };
      const forbidden =
        'mutation ($input: AdjustLedgerInput!) { adjustLedger(input: $input) { errors { __typename } } }';
      const { body } = await post(system.url, forbidden, { input: adjustment }, eve.accessToken);
      expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
      const read = `query ($account: ID!, $payment: ID!, $deposit: ID!) { walletAccount(id: $account) { id } payment(id: $payment) { id }
    deposit(id: $deposit) { id } transactions(accountId: $account) { edges { node { id } } } }`;
      expect(await eve.ask(read, { account: id, payment: paymentId, deposit: deposited.id })).toEqual({
        walletAccount: null,
        payment: null,
        deposit: null,
        transactions: { edges: [] },
      });
      const forged = await fetch(`${system.url}/webhooks/payments/sandbox`, {
        method: 'POST',
        headers: { 'webhook-id': 'evt_1', 'webhook-timestamp': String(Math.floor(Date.now() / 1_000)) },
        body: '{}',
      });
      expect(forged.status).toBe(401);
      const unknown = await fetch(`${system.url}/webhooks/payments/paypal`, { method: 'POST', body: '{}' });
      expect(unknown.status).toBe(404);
      await sound();
    });
  });
