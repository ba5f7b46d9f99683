import { findMissingGlyphs } from './find-missing-glyphs.ts';
import { openPages, TooManyPages } from './page-flow.ts';
import type { PdfDocument, PdfResult } from './pdf-document.ts';
import type { PdfFonts } from './pdf-fonts.ts';
import { writeBlock } from './write-blocks.ts';
import { writeFooters } from './write-footers.ts';

/** Lays out a document and writes it as PDF, in this thread. `createPdfRenderer` does so in another. */
export async function writePdf(given: PdfDocument, fonts: PdfFonts): Promise<PdfResult> {
  const document = normalize(given);
  const characters = findMissingGlyphs(document, fonts);
  if (characters.length > 0) return { kind: 'missing-glyphs', characters };
  const chunks: Buffer[] = [];
  try {
    const flow = openPages(document, fonts);
    const ended = Promise.withResolvers<void>();
    flow.pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    flow.pdf.once('end', ended.resolve);
    for (const block of document.blocks) writeBlock(flow, block);
    const pages = flow.pdf.bufferedPageRange().count;
    if (document.footer !== undefined) writeFooters(flow, document.footer);
    flow.pdf.end();
    await ended.promise;
    return { kind: 'rendered', bytes: Buffer.concat(chunks), pages };
  } catch (error) {
    if (error instanceof TooManyPages) return { kind: 'too-many-pages', limit: document.maxPages };
    throw error;
  }
}

/** Accents as one character where there is one: the fonts have a glyph for `é`, and place a combining accent badly. */
function normalize(document: PdfDocument): PdfDocument {
  const normalized = (value: unknown): unknown => {
    if (typeof value === 'string') return value.normalize('NFC').replaceAll(/\r\n?/g, '\n').replaceAll('\t', '  ');
    if (Array.isArray(value)) return value.map(normalized);
    if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normalized(inner)]));
  };
  // as: texts stay texts, and everything else stays as it is.
  return { ...document, blocks: document.blocks.map((block) => normalized(block) as typeof block) };
}
