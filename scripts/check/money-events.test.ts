import { expect, test } from '@jest/globals';
import { moneyEvents } from './money-events.ts';
import { treeOf } from './tree.ts';

const EVENTS = `export const paymentSucceeded = defineEvent<Fact>('wallet.payment-succeeded', {
  notifies: false, reason: 'It is silent.', isAboutMoney: true });
export const walletOpened = defineEvent<Fact>('wallet.wallet-opened', { notifies: false, reason: 'It is silent.' });`;
const IMPORT = "import { paymentSucceeded, walletOpened } from '../../wallet/events.ts';\n";
const REACTIONS = 'subgraphs/shop/reactions/when-paid.ts';
const check = (text: string, file = REACTIONS) =>
  moneyEvents(treeOf({ 'subgraphs/wallet/events.ts': EVENTS, [file]: text }));

test.each([
  ['without options', `${IMPORT}export const whenPaid = on(paymentSucceeded, settle);`],
  ['with other options', `${IMPORT}export const whenPaid = on(paymentSucceeded, settle, { snapshot: {} });`],
  ['that skips deleted users', `${IMPORT}export const a = on(paymentSucceeded, settle, { wantsDeleted: false });`],
  ['of a list', `${IMPORT}export const whenPaid = onAll(paymentSucceeded, settle);`],
  [
    'of an event under another name',
    "import { paymentSucceeded as paid } from '../../wallet/events.ts';\nexport const a = () => [on(paid, settle)];",
  ],
])('a reaction to money %s is caught', (_, text) => {
  expect(check(text)).toMatchObject([{ file: REACTIONS, line: 2, rule: 'money-events' }]);
});

test('a reaction in the file of its event is caught', () => {
  expect(moneyEvents(treeOf({ 'runtime/money/events.ts': `${EVENTS}\non(paymentSucceeded, settle);` }))).toHaveLength(
    1,
  );
});

test('a reaction to money that receives events of deleted users passes', () => {
  expect(check(`${IMPORT}export const whenPaid = on(paymentSucceeded, settle, { wantsDeleted: true });`)).toEqual([]);
});

test('a reaction to another event passes, also to one of the same name in another domain', () => {
  expect(check(`${IMPORT}export const whenOpened = on(walletOpened, greet);`)).toEqual([]);
  expect(check("import { paymentSucceeded } from '../../game/events.ts';\non(paymentSucceeded, play);")).toEqual([]);
});

test('a test may leave it out', () => {
  expect(check(`${IMPORT}on(paymentSucceeded, settle);`, 'subgraphs/shop/paid.test.ts')).toEqual([]);
});
