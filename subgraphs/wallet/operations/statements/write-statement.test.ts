import { expect, test } from '@jest/globals';
import { NOW } from '../../fixtures/booking-world.ts';
import type { StatementLine, StatementRange } from '../../repository/index.ts';
import type { StatementRequest } from './statement-links.ts';
import { csvField, writeCsv, writeJson } from './write-statement.ts';

const request: StatementRequest = {
  accountId: 'wal_ada',
  format: 'CSV',
  from: new Date('2031-02-01T00:00:00Z'),
  to: new Date('2031-04-01T00:00:00Z'),
};

const lineOf = (sequence: bigint, changes: Partial<StatementLine> = {}): StatementLine => ({
  ...{ sequence, transactionId: `wtx_${sequence}`, number: sequence, kind: 'TRANSFER', amount: 100n },
  ...{ balanceAfter: sequence * 100n, memo: null, referenceType: null, referenceId: null, postedAt: NOW, ...changes },
});

/** A store with these lines, which gives as many at a time as it is asked for. */
const storeOf = (lines: readonly StatementLine[]) => ({
  statementLines: async (_: StatementRange, after: bigint, limit: number) =>
    lines.filter(({ sequence }) => sequence > after).slice(0, limit),
});

const rangeOf = (lines: readonly StatementLine[]): StatementRange => ({
  ...{ accountId: 'wal_ada', currency: 'EUR', after: 0n, opening: 0n },
  ...{ upTo: lines.at(-1)?.sequence ?? 0n, closing: lines.at(-1)?.balanceAfter ?? 0n },
});

async function textOf(parts: AsyncGenerator<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}

test('CSV has the opening balance, a line for each posting, and the closing balance', async () => {
  const lines = [
    lineOf(1n, { memo: 'Tea, "hot"' }),
    lineOf(2n, { amount: -50n, balanceAfter: 50n, referenceType: 'order', referenceId: 'ord_1' }),
  ];
  expect((await textOf(writeCsv(storeOf(lines), rangeOf(lines), request))).split('\r\n')).toEqual([
    'posted_at,transaction_id,number,kind,amount,currency,balance_after,memo,reference_type,reference_id',
    '2031-02-01T00:00:00.000Z,,,OPENING_BALANCE,,EUR,0.00,,,',
    '2031-03-01T12:00:00.000Z,wtx_1,1,TRANSFER,1.00,EUR,1.00,"Tea, ""hot""",,',
    '2031-03-01T12:00:00.000Z,wtx_2,2,TRANSFER,-0.50,EUR,0.50,,order,ord_1',
    '2031-04-01T00:00:00.000Z,,,CLOSING_BALANCE,,EUR,0.50,,,',
    '',
  ]);
});

test.each([
  ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['|calc', "'|calc"],
  ['a=b', 'a=b'],
  ['two\nlines', '"two\nlines"'],
])('a spreadsheet does not run %s', (text, field) => {
  expect(csvField(text)).toBe(field);
});

test('JSON of more lines than one read has them all, and is one document', async () => {
  const lines = Array.from({ length: 1_201 }, (_, at) => lineOf(BigInt(at + 1)));
  const document = JSON.parse(await textOf(writeJson(storeOf(lines), rangeOf(lines), request)));
  expect(document).toMatchObject({ openingBalance: '0', closingBalance: '120100', currency: 'EUR' });
  expect(document.postings).toHaveLength(1_201);
  expect(document.postings[1_200]).toMatchObject({ number: '1201', amount: '100', balanceAfter: '120100' });
});

test('a statement without postings is complete', async () => {
  const document = JSON.parse(await textOf(writeJson(storeOf([]), rangeOf([]), request)));
  expect(document.postings).toEqual([]);
});
