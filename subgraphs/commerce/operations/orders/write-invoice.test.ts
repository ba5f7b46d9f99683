import { expect, test } from '@jest/globals';
import { createOrderContext, lineOf, NOW, orderOf, partOf } from '../../fixtures/order-rows.ts';
import { invoiceDocument, readInvoice } from './write-invoice.ts';

const invoice = { id: 'inv_1', partId: 'opt_1', sellerId: 'usr_ben', number: 7, issuedAt: NOW };
const worldOf = (found: object | null) =>
  createOrderContext({
    ...{ invoicesByIds: async () => [found], partsByIds: async () => [partOf()], findOrder: async () => orderOf() },
    ...{
      linesOfOrders: async () => [[lineOf(), lineOf({ id: 'oln_2', partId: 'opt_2' })]],
      shopsOfSellers: async () => [{ name: 'Shop' }],
    },
  }).store;

test('an invoice has the lines of its part alone', async () => {
  const facts = await readInvoice(worldOf(invoice), 'inv_1');
  if (facts === null) throw new Error('There is no invoice.');
  const document = invoiceDocument(facts);
  expect(document.title).toBe('Invoice 000007');
  const table = document.blocks.find(({ kind }) => kind === 'table');
  expect(table).toMatchObject({
    rows: [['A thing', '3', '10.00 EUR', '30.00 EUR']],
    totals: [{ label: 'Total', amount: '30.00 EUR' }],
  });
});

test('there is no invoice that was not issued', async () => {
  expect(await readInvoice(worldOf(null), 'inv_1')).toBeNull();
});
