import type { PageFlow } from './page-flow.ts';
import type { PdfTable } from './pdf-document.ts';

const CELL_PADDING = 4;
const RULE_COLOR = '#c4c7c5';

interface Column {
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** Writes a table, its titles again on each further page, and its totals. */
export function writeTable(flow: PageFlow, { columns, rows, totals = [] }: PdfTable): void {
  const placed = positionsOf(flow, columns);
  const titles = columns.map(({ title }) => title);
  const writeTitles = () => writeRow(flow, placed, titles, 'bold');
  flow.ensureSpace(heightOf(flow, placed, titles, 'bold') + flow.fontSize * 3);
  writeTitles();
  for (const row of rows) {
    const page = flow.pdf.page;
    flow.ensureSpace(heightOf(flow, placed, row, 'regular'));
    if (flow.pdf.page !== page) writeTitles();
    writeRow(flow, placed, row, 'regular');
  }
  flow.pdf.y += flow.fontSize * 0.5;
  for (const total of totals) writeTotal(flow, placed, total);
  flow.pdf.y += flow.fontSize * 0.5;
}

function positionsOf({ left, width }: PageFlow, columns: PdfTable['columns']): readonly Column[] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  let x = left;
  return columns.map(({ share, align = 'left' }) => {
    const column = { x, width: (width * share) / shares, align };
    x += column.width;
    return column;
  });
}

function heightOf(flow: PageFlow, columns: readonly Column[], cells: readonly string[], style: 'regular' | 'bold') {
  flow.use(style);
  const heights = columns.map(({ width }, index) =>
    flow.pdf.heightOfString(cells[index] ?? '', { width: width - 2 * CELL_PADDING }),
  );
  return Math.max(...heights) + 2 * CELL_PADDING;
}

function writeRow(flow: PageFlow, columns: readonly Column[], cells: readonly string[], style: 'regular' | 'bold') {
  const { pdf, left, width } = flow;
  const height = heightOf(flow, columns, cells, style);
  const top = pdf.y;
  columns.forEach((column, index) => {
    flow.use(style).text(cells[index] ?? '', column.x + CELL_PADDING, top + CELL_PADDING, {
      width: column.width - 2 * CELL_PADDING,
      align: column.align,
      // A row that is higher than a page is cut off; it must not begin pages of its own.
      height: Math.max(flow.bottom - top, flow.fontSize),
    });
  });
  pdf.y = Math.min(top + height, flow.bottom);
  pdf
    .moveTo(left, pdf.y)
    .lineTo(left + width, pdf.y)
    .lineWidth(style === 'bold' ? 1 : 0.5)
    .strokeColor(RULE_COLOR)
    .stroke();
}

function writeTotal(flow: PageFlow, columns: readonly Column[], total: NonNullable<PdfTable['totals']>[number]) {
  const { pdf, left, width } = flow;
  const last = columns.at(-1) ?? { x: left, width, align: 'right' };
  const style = total.isBold === true ? 'bold' : 'regular';
  flow.use(style);
  const labelWidth = last.x - left - CELL_PADDING;
  const amountWidth = last.width - 2 * CELL_PADDING;
  const height =
    Math.max(
      pdf.heightOfString(total.label, { width: labelWidth, align: 'right' }),
      pdf.heightOfString(total.amount, { width: amountWidth }),
    ) + CELL_PADDING;
  flow.ensureSpace(height);
  const top = pdf.y;
  pdf.text(total.label, left, top, { width: labelWidth, align: 'right' });
  pdf.text(total.amount, last.x + CELL_PADDING, top, { width: amountWidth, align: 'right' });
  pdf.y = top + height;
}
