import { parentPort } from 'node:worker_threads';
import type { PdfDocument, PdfResult } from './pdf-document.ts';
import { createPdfFonts } from './pdf-fonts.ts';
import { writePdf } from './write-pdf.ts';

// The thread of `createPdfRenderer`: receives documents and sends their results, one at a time.
const fonts = createPdfFonts();
parentPort?.on('message', async (document: PdfDocument) => {
  let message: { readonly result: PdfResult } | { readonly error: string };
  try {
    message = { result: await writePdf(document, fonts) };
  } catch (error) {
    message = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage(message);
});
parentPort?.postMessage('ready');
