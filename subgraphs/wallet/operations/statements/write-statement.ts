import { formatDecimal } from '../../../../runtime/money/decimal.ts';
import type { StatementLine, StatementRange, WalletStore } from '../../repository/index.ts';
import type { StatementRequest } from './statement-links.ts';

/** Lines of one read. */
const PAGE_SIZE = 500;

type Store = Pick<WalletStore, 'statementLines'>;

/** The lines of a statement in their order, read page by page as they are asked for. */
async function* linesOf(store: Store, range: StatementRange): AsyncGenerator<readonly StatementLine[]> {
  let after = range.after;
  while (after < range.upTo) {
    const page = await store.statementLines(range, after, PAGE_SIZE);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.sequence;
  }
}

/** What begins a formula in a spreadsheet. */
const FORMULA = /^[=+\-@\t\r|]/;

/** A field of RFC 4180. Text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvField(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) || guarded !== guarded.trim() ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

const HEADER = 'posted_at,transaction_id,number,kind,amount,currency,balance_after,memo,reference_type,reference_id';

/** Amounts are numbers, which no guard may change: they consist of digits, a point and a minus. */
const csvLine = (line: StatementLine, currency: string): string =>
  [
    line.postedAt.toISOString(),
    line.transactionId,
    line.number.toString(),
    line.kind,
    formatDecimal({ amount: line.amount, currency }),
    currency,
    formatDecimal({ amount: line.balanceAfter, currency }),
    ...[line.memo, line.referenceType, line.referenceId].map((text) => csvField(text ?? '')),
  ].join(',');

const balanceLine = (at: Date, label: string, amount: bigint, currency: string): string =>
  `${at.toISOString()},,,${label},,${currency},${formatDecimal({ amount, currency })},,,`;

/** A statement as CSV: the opening balance, a line for each posting, and the closing balance. Lines end with CR LF. */
export async function* writeCsv(store: Store, range: StatementRange, { from, to }: StatementRequest) {
  const { currency, opening, closing } = range;
  yield `${HEADER}\r\n${balanceLine(from, 'OPENING_BALANCE', opening, currency)}\r\n`;
  for await (const lines of linesOf(store, range)) yield lines.map((line) => `${csvLine(line, currency)}\r\n`).join('');
  yield `${balanceLine(to, 'CLOSING_BALANCE', closing, currency)}\r\n`;
}

const jsonLine = (line: StatementLine): string =>
  JSON.stringify({
    postedAt: line.postedAt,
    transactionId: line.transactionId,
    number: line.number.toString(),
    kind: line.kind,
    amount: line.amount.toString(),
    balanceAfter: line.balanceAfter.toString(),
    memo: line.memo,
    reference: line.referenceType === null ? null : { type: line.referenceType, id: line.referenceId },
  });

/** A statement as JSON; amounts are in minor units, as text. */
export async function* writeJson(store: Store, range: StatementRange, { from, to }: StatementRequest) {
  const { accountId, currency, opening, closing } = range;
  const head = JSON.stringify({ accountId, currency, from, to, openingBalance: opening.toString() });
  yield `${head.slice(0, -1)},"closingBalance":"${closing}","postings":[`;
  let separator = '';
  for await (const lines of linesOf(store, range)) {
    yield `${separator}${lines.map(jsonLine).join(',\n')}`;
    separator = ',\n';
  }
  yield ']}\n';
}
