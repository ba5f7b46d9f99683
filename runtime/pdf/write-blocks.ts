import { MUTED_COLOR, type PageFlow, TEXT_COLOR } from './page-flow.ts';
import type { PdfBlock, PdfRun } from './pdf-document.ts';
import { writeTable } from './write-table.ts';

/** Sizes of headings, relative to the text. */
const HEADING_SCALE = { 1: 2.2, 2: 1.3, 3: 1.05 } as const;
/** Lines that stay with the heading above them. */
const LINES_AFTER_HEADING = { 1: 3, 2: 6, 3: 3 } as const;
const LINK_COLOR = '#0b57d0';
const LIST_INDENT = 14;
const MIN_GAP = 12;

/** Writes a part of a document where the one before has ended. */
export function writeBlock(flow: PageFlow, block: PdfBlock): void {
  const { pdf, left, width, fontSize } = flow;
  switch (block.kind) {
    case 'heading':
      writeHeading(flow, block);
      return;
    case 'paragraph': {
      const size = block.isMuted === true ? fontSize * 0.9 : fontSize;
      writeRuns(flow, block.runs, {
        x: left,
        width,
        size,
        align: block.align ?? 'left',
        isMuted: block.isMuted === true,
      });
      pdf.moveDown(0.3);
      return;
    }
    case 'split':
      writeSplit(flow, block);
      return;
    case 'list':
      writeList(flow, block.items);
      return;
    case 'sides':
      writeSides(flow, block);
      return;
    case 'picture':
      writePicture(flow, block);
      return;
    case 'rule':
      writeRule(flow, block.color);
      return;
    case 'space':
      flow.ensureSpace(block.height);
      pdf.y += block.height;
      return;
    case 'table':
      writeTable(flow, block);
  }
}

function writeHeading(flow: PageFlow, { level, text, color }: PdfBlock & { kind: 'heading' }): void {
  const { pdf, left, width, fontSize } = flow;
  const size = fontSize * HEADING_SCALE[level];
  flow.use('bold', size);
  const lineHeight = pdf.currentLineHeight(true);
  flow.ensureSpace(pdf.heightOfString(text, { width }) + LINES_AFTER_HEADING[level] * fontSize * 1.3);
  if (level === 2 && pdf.y > pdf.page.margins.top) pdf.y += lineHeight * 0.4;
  flow.use('bold', size, color ?? TEXT_COLOR).text(text, left, pdf.y, { width });
  pdf.y += fontSize * (level === 3 ? 0.1 : 0.3);
}

interface LineOptions {
  readonly x: number;
  readonly width: number;
  readonly size: number;
  readonly align?: 'left' | 'center' | 'right';
  readonly isMuted?: boolean;
}

function writeRuns(flow: PageFlow, runs: readonly PdfRun[], { x, width, size, align = 'left', isMuted }: LineOptions) {
  const { pdf } = flow;
  const shown = runs.filter(({ text }) => text !== '');
  flow.use('regular', size);
  flow.ensureSpace(pdf.currentLineHeight(true));
  shown.forEach((run, index) => {
    const color = run.link === undefined ? (isMuted === true ? MUTED_COLOR : TEXT_COLOR) : LINK_COLOR;
    const options = {
      width,
      align,
      lineGap: size * 0.15,
      continued: index < shown.length - 1,
      // Null ends the link of the run before.
      link: run.link ?? null,
    };
    flow.use(run.style ?? 'regular', size, color);
    if (index === 0) pdf.text(run.text, x, pdf.y, options);
    else pdf.text(run.text, options);
  });
}

function writeSplit(flow: PageFlow, { left: runs, right }: PdfBlock & { kind: 'split' }): void {
  const { pdf, left, width, fontSize } = flow;
  const size = fontSize * 0.9;
  flow.use('regular', size);
  const rightWidth = Math.min(right === '' ? 0 : pdf.widthOfString(right) + 1, width / 2);
  const leftWidth = width - rightWidth - (right === '' ? 0 : MIN_GAP);
  flow.use('bold', fontSize);
  const height = pdf.heightOfString(runs.map(({ text }) => text).join(''), { width: leftWidth });
  flow.ensureSpace(Math.min(height, flow.bottom / 2) + fontSize * 2.6);
  const top = pdf.y;
  writeRuns(flow, runs, { x: left, width: leftWidth, size: fontSize });
  // A left side that went over to another page takes the right one along.
  const after = pdf.y;
  if (right === '') return;
  const start = after > top ? top : pdf.page.margins.top;
  flow
    .use('regular', size, MUTED_COLOR)
    .text(right, left + width - rightWidth, start, { width: rightWidth, align: 'right' });
  pdf.y = Math.max(after, pdf.y);
}

function writeList(flow: PageFlow, items: readonly (readonly PdfRun[])[]): void {
  const { pdf, left, width, fontSize } = flow;
  for (const runs of items) {
    flow.use('regular');
    flow.ensureSpace(pdf.currentLineHeight(true));
    const top = pdf.y;
    pdf.text('•', left + 3, top, { width: LIST_INDENT, lineBreak: false });
    pdf.y = top;
    writeRuns(flow, runs, { x: left + LIST_INDENT, width: width - LIST_INDENT, size: fontSize });
  }
  pdf.moveDown(0.3);
}

function writeSides(flow: PageFlow, { sides }: PdfBlock & { kind: 'sides' }): void {
  const { pdf, left, width, fontSize } = flow;
  const sideWidth = (width - MIN_GAP * (sides.length - 1)) / sides.length;
  const heightOf = (lines: readonly string[]) =>
    lines.reduce((sum, line) => sum + pdf.heightOfString(line, { width: sideWidth }), 0);
  flow.use('regular');
  flow.ensureSpace(Math.max(...sides.map(({ title, lines }) => heightOf([title, ...lines]))) + fontSize);
  const top = pdf.y;
  let lowest = top;
  sides.forEach(({ title, lines }, index) => {
    const x = left + index * (sideWidth + MIN_GAP);
    flow.use('bold', fontSize * 0.9, MUTED_COLOR).text(title, x, top, { width: sideWidth });
    for (const line of lines) flow.use('regular').text(line, x, pdf.y, { width: sideWidth });
    lowest = Math.max(lowest, pdf.y);
  });
  pdf.y = lowest + fontSize * 0.8;
}

function writePicture({ pdf, left, width }: PageFlow, { bytes, size }: PdfBlock & { kind: 'picture' }): void {
  const y = pdf.y;
  pdf.image(Buffer.from(bytes), left + width - size, pdf.page.margins.top, {
    fit: [size, size],
    align: 'right',
    valign: 'center',
  });
  pdf.y = y;
}

function writeRule(flow: PageFlow, color = '#c4c7c5'): void {
  const { pdf, left, width, fontSize } = flow;
  flow.ensureSpace(fontSize);
  pdf
    .moveTo(left, pdf.y + 1)
    .lineTo(left + width, pdf.y + 1)
    .lineWidth(0.7)
    .strokeColor(color)
    .stroke();
  pdf.y += fontSize * 0.5;
}
