import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { invoiceOf } from './fixtures/invoice.ts';
import { readPdf } from './fixtures/read-pdf.ts';
import type { PdfBlock, PdfDocument } from './pdf-document.ts';
import { createPdfFonts } from './pdf-fonts.ts';
import { createPdfRenderer, type PdfRenderer } from './pdf-renderer.ts';
import { writePdf } from './write-pdf.ts';

const fonts = createPdfFonts();
const documentOf = (blocks: readonly PdfBlock[], changes: Partial<PdfDocument> = {}): PdfDocument => ({
  ...invoiceOf(1),
  blocks,
  ...changes,
});
const paragraph = (text: string): PdfBlock => ({ kind: 'paragraph', runs: [{ text }] });

async function rendered(document: PdfDocument) {
  const result = await writePdf(document, fonts);
  if (result.kind !== 'rendered') throw new Error(`Not rendered: ${JSON.stringify(result)}`);
  return result;
}

describe('a document', () => {
  test('has text that can be selected, in both scripts, and its metadata', async () => {
    const { bytes, pages } = await rendered(invoiceOf(3));
    const read = await readPdf(bytes);

    expect(pages).toBe(1);
    for (const text of [
      'Invoice',
      'Lange Straße 7',
      'Иван Петров',
      'Oak board 1',
      '12.50 €',
      '1,190.00 €',
      'page 1 of 1',
    ])
      expect(read.text).toContain(text);
    expect(read.info).toMatchObject({ Title: 'Invoice 2031-000042', Author: 'Ada’s Workshop', Language: 'en' });
    expect(read.info).toMatchObject({ CreationDate: expect.stringMatching(/^D:20310301120000/) });
  });

  test('goes over pages, with the titles of its table and a footer on each', async () => {
    const { bytes, pages } = await rendered(invoiceOf(80));
    const read = await readPdf(bytes);

    expect(pages).toBe(read.pages.length);
    expect(pages).toBeGreaterThan(2);
    read.pages.forEach((text, index) => {
      expect(text).toContain('Quantity');
      expect(text).toContain(`page ${index + 1} of ${pages}`);
    });
    for (let line = 1; line <= 80; line += 1) expect(read.text).toMatch(new RegExp(`(board|shelf) ${line}\\b`));
  });

  test('is the same byte by byte when it is rendered again', async () => {
    const [first, second] = [await rendered(invoiceOf(20)), await rendered(invoiceOf(20))];
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
  });

  test('has accents as one character, and the size of the page that was asked for', async () => {
    const { bytes } = await rendered(documentOf([paragraph('Rene\u0301e')], { pageSize: 'LETTER' }));
    expect((await readPdf(bytes)).text).toContain('Ren\u00e9e');
    expect(Buffer.from(bytes).toString('latin1')).toContain('/MediaBox [0 0 612 792]');
  });

  test('has links as links', async () => {
    const runs = [{ text: 'Site', link: 'https://example.org/a' }, { text: ' and text' }];
    const { bytes } = await rendered(documentOf([{ kind: 'paragraph', runs }]));
    expect(Buffer.from(bytes).toString('latin1')).toContain('(https://example.org/a)');
  });

  test('does not lose words of a paragraph that is longer than a page', async () => {
    const words = Array.from({ length: 2_000 }, (_, index) => `word${index}`);
    const { bytes, pages } = await rendered(documentOf([paragraph(words.join(' '))]));
    const { text } = await readPdf(bytes);
    expect(pages).toBeGreaterThan(1);
    for (const word of words) expect(text).toContain(word);
  });
});

describe('a document is refused', () => {
  test.each([
    ['characters of a script without glyphs', '日本語', ['日', '本', '語']],
    ['pictures', 'Hi 🙂', ['🙂']],
    ['a script that is written from right to left', 'שלום', ['ש', 'ל', 'ו', 'ם']],
  ])('that has %s, and says which', async (_, text, characters) => {
    expect(await writePdf(documentOf([paragraph(text)]), fonts)).toEqual({ kind: 'missing-glyphs', characters });
  });

  test('that has too many pages', async () => {
    const blocks = Array.from({ length: 400 }, () => paragraph('One line.\nAnother line.'));
    expect(await writePdf(documentOf(blocks, { maxPages: 3 }), fonts)).toEqual({ kind: 'too-many-pages', limit: 3 });
  });

  test('wherever a character without a glyph stands', async () => {
    const table: PdfBlock = {
      kind: 'table',
      columns: [{ title: '甲', share: 1 }],
      rows: [['乙']],
      totals: [{ label: '丙', amount: '丁' }],
    };
    const split: PdfBlock = { kind: 'split', left: [{ text: '戊' }], right: '己' };
    const sides: PdfBlock = { kind: 'sides', sides: [{ title: '庚', lines: ['辛'] }] };
    const list: PdfBlock = { kind: 'list', items: [[{ text: '壬', style: 'oblique' }]] };
    expect(await writePdf(documentOf([table, split, sides, list], { footer: '癸' }), fonts)).toEqual({
      kind: 'missing-glyphs',
      characters: [...'甲乙丙丁戊己庚辛壬癸'],
    });
  });
});

describe('the thread', () => {
  let renderer: PdfRenderer;
  beforeAll(() => {
    renderer = createPdfRenderer();
  });
  afterAll(() => renderer.close());

  test('renders documents that are asked for at once, as this thread would', async () => {
    const results = await Promise.all([1, 30, 2].map((lines) => renderer.render(invoiceOf(lines))));
    for (const [index, lines] of [1, 30, 2].entries()) {
      const here = await rendered(invoiceOf(lines));
      expect(results[index]).toMatchObject({ kind: 'rendered', pages: here.pages });
      const result = results[index];
      if (result?.kind === 'rendered') expect(Buffer.compare(result.bytes, here.bytes)).toBe(0);
    }
  });

  test('rejects what cannot be rendered, and renders the next', async () => {
    const broken = documentOf([{ kind: 'picture', bytes: new Uint8Array([1, 2, 3]), size: 50 }]);
    await expect(renderer.render(broken)).rejects.toThrow('A document was not rendered');
    expect(await renderer.render(invoiceOf(1))).toMatchObject({ kind: 'rendered' });
  });

  test('is terminated by a document that takes too long, and another starts for the next', async () => {
    const impatient = createPdfRenderer({ timeoutMs: 1 });
    const blocks = Array.from({ length: 2_000 }, () => paragraph('One line.'));
    try {
      const long = documentOf(blocks, { maxPages: 1_000 });
      expect(await impatient.render(long)).toEqual({ kind: 'over-budget' });
      expect(await impatient.render(long)).toEqual({ kind: 'over-budget' });
    } finally {
      await impatient.close();
    }
  });
});
