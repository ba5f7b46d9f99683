import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { type Answer, type Person, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import type { JourneySystem } from './journey-system.ts';

const BROWSER = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);
if (BROWSER === undefined)
  console.warn(
    'SKIPPED: tests/journeys/bank-page.ts. This machine has no Chromium, which would pass the page of a bank.',
  );
const describeWithBrowser = BROWSER === undefined ? describe.skip : describe;

const executablePath = (): string => spawnSync('which', [BROWSER ?? ''], { encoding: 'utf8' }).stdout.trim();

/** The page of the frontend to which the browser returns. */
async function openShop() {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Shop</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // as: a server that listens on a port has an address.
  const { port } = server.address() as { readonly port: number };
  return { url: `http://127.0.0.1:${port}/paid`, close: () => server.close() };
}

/** The page of a payer's bank (3-D Secure) in a browser, as `nextAction` names it. */
export const bankPage = (at: () => JourneySystem) =>
  describeWithBrowser('the page of the bank', () => {
    let browser: Browser;
    let shop: Awaited<ReturnType<typeof openShop>>;
    let ada: Person;
    let keys = 0;

    beforeAll(async () => {
      shop = await openShop();
      ada = await registerPerson(at().url, 'ada');
      // Chromium refuses to run as root with its own sandbox, and tests in containers are root.
      browser = await chromium.launch({ executablePath: executablePath(), args: ['--no-sandbox'] });
    }, 30_000);
    afterAll(async () => {
      await browser?.close();
      await ada?.close();
      shop?.close();
    });

    const idempotencyKey = (): string => {
      keys += 1;
      return `bank page ${keys}`;
    };

    const accountOf = async (): Promise<Answer> =>
      (await ada.ask('{ walletAccounts { id balance { posted { amount } } } }')).walletAccounts[0];

    /** Pays 50.00 EUR in with a card that asks for the bank's page. */
    async function payIn(token: string): Promise<{ depositId: string; paymentId: string; page: string }> {
      const input = { accountId: (await accountOf()).id, amount: { amount: '5000', currency: 'EUR' } };
      const { deposit } = await ada.do(
        'deposit',
        { ...input, returnUrl: shop.url, idempotencyKey: idempotencyKey() },
        'deposit { id payment { id } }',
      );
      const paymentId = deposit.payment.id;
      await ada.do('confirmPayment', { paymentId, method: { token } }, 'payment { id }');
      const nextAction = async (): Promise<Answer> =>
        (await ada.ask('query ($id: ID!) { payment(id: $id) { nextAction { kind url } } }', { id: paymentId })).payment
          .nextAction;
      await eventually(async () => (await nextAction())?.kind === 'REDIRECT', 'the page of the bank to be asked for');
      return { depositId: deposit.id, paymentId, page: (await nextAction()).url };
    }

    const isIn = (depositId: string, state: string) => async () =>
      (await ada.ask('query ($id: ID!) { deposit(id: $id) { state } }', { id: depositId })).deposit.state === state;

    /** Opens the page, presses a button, and returns where the browser is then. */
    async function press(page: string, button: string): Promise<string> {
      const context = await browser.newContext();
      const tab = await context.newPage();
      const refused: string[] = [];
      tab.on('console', (message) => {
        if (message.type() === 'error') refused.push(message.text());
      });
      await tab.goto(page);
      expect(await tab.title()).toBe('Confirm your payment');
      expect(await tab.textContent('p')).toBe('Test bank: do you approve this payment of EUR 50.00?');
      await tab.getByRole('button', { name: button }).click();
      await tab.waitForURL((url) => url.href.startsWith(shop.url));
      expect(await tab.title()).toBe('Shop');
      // The policy of the page has stood in the way of nothing.
      expect(refused.filter((text) => text.includes('Content Security Policy'))).toEqual([]);
      const end = tab.url();
      await context.close();
      return end;
    }

    test('a payer who approves is back at the frontend, and the deposit is credited', async () => {
      const { depositId, paymentId, page } = await payIn('tok_3ds');
      expect((await accountOf()).balance.posted.amount).toBe('0');
      expect(await press(page, 'Approve')).toBe(`${shop.url}?paymentId=${paymentId}&outcome=completed`);
      await eventually(isIn(depositId, 'SUCCEEDED'), 'the money to arrive');
      expect((await accountOf()).balance.posted.amount).toBe('5000');
    }, 60_000);

    test.each([
      ['who declines', 'tok_3ds', 'Decline'],
      ['whom the bank does not believe', 'tok_3ds_fail', 'Approve'],
    ])(
      'a payer %s is back at the frontend, and nothing is credited',
      async (_, token, button) => {
        const before = (await accountOf()).balance.posted.amount;
        const { depositId, paymentId, page } = await payIn(token);
        expect(await press(page, button)).toBe(`${shop.url}?paymentId=${paymentId}&outcome=failed`);
        await eventually(isIn(depositId, 'FAILED'), 'the deposit to fail');
        expect((await accountOf()).balance.posted.amount).toBe(before);
      },
      60_000,
    );
  });
