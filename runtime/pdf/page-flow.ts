import PDFDocument from 'pdfkit';
import type { PdfDocument } from './pdf-document.ts';
import { FONT_STYLES, type FontStyle, type PdfFonts } from './pdf-fonts.ts';

/** Distance of the text from the edges of the page, in points: 2 cm. */
const MARGIN = 56.7;
const DEFAULT_FONT_SIZE = 10;
/** Text that is not muted. */
export const TEXT_COLOR = '#1a1a1a';
/** Dates, labels and footers: 5.7:1 against white. */
export const MUTED_COLOR = '#5f6368';

/** Thrown where another page would begin after the last that is permitted. */
export class TooManyPages extends Error {}

/** The pages of a document while they are filled from top to bottom. */
export interface PageFlow {
  readonly pdf: PDFKit.PDFDocument;
  /** Size of the text, in points. */
  readonly fontSize: number;
  /** Left edge and width of the column of text, in points. */
  readonly left: number;
  readonly width: number;
  /** The lowest position of text on a page. */
  readonly bottom: number;
  /** Sets font, size and color of what is written next. */
  use(style: FontStyle, size?: number, color?: string): PDFKit.PDFDocument;
  /** Begins another page unless so many points are left on this one. */
  ensureSpace(height: number): void;
}

/** Opens a document with its metadata, its fonts and the first page. */
export function openPages(document: PdfDocument, fonts: PdfFonts): PageFlow {
  const { title, author, subject, language, createdAt, pageSize, maxPages, fontSize = DEFAULT_FONT_SIZE } = document;
  const pdf = new PDFDocument({
    size: pageSize,
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN },
    info: {
      Title: title,
      ...(author === undefined ? {} : { Author: author }),
      ...(subject === undefined ? {} : { Subject: subject }),
      // Without these the file says when it was made by the clock of the machine.
      CreationDate: createdAt,
      ModDate: createdAt,
    },
    lang: language,
    displayTitle: true,
    bufferPages: true,
    autoFirstPage: false,
    // The standard fonts, of which Helvetica is opened otherwise, have no Cyrillic and are not embedded.
    font: '',
  });
  for (const style of FONT_STYLES) pdf.registerFont(style, fonts.bytesOf(style));
  let pages = 0;
  pdf.on('pageAdded', () => {
    pages += 1;
    if (pages > maxPages) throw new TooManyPages();
  });
  pdf.addPage();
  const bottom = pdf.page.height - MARGIN;
  const use = (style: FontStyle, size = fontSize, color = TEXT_COLOR) =>
    pdf.font(style).fontSize(size).fillColor(color);
  use('regular');
  return {
    pdf,
    fontSize,
    left: MARGIN,
    width: pdf.page.width - 2 * MARGIN,
    bottom,
    use,
    ensureSpace(height) {
      if (pdf.y + height > bottom && pdf.y > MARGIN) pdf.addPage();
    },
  };
}
