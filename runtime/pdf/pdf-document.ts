/** How a part of a line looks; `link` makes it an active `https:`, `http:` or `mailto:` address. */
export interface PdfRun {
  readonly text: string;
  readonly style?: 'regular' | 'bold' | 'oblique';
  readonly link?: string;
}

/** A table: its width is the width of the page, divided by the shares of its columns. Rows are never split over pages. */
export interface PdfTable {
  readonly kind: 'table';
  /** `share` is a part of the sum of all shares. Amounts are aligned `right`. */
  readonly columns: readonly { readonly title: string; readonly share: number; readonly align?: 'left' | 'right' }[];
  /** A cell for each column. The titles are repeated on each page. */
  readonly rows: readonly (readonly string[])[];
  /** Lines below the table, such as tax and total: the label, and the amount under the last column. */
  readonly totals?: readonly { readonly label: string; readonly amount: string; readonly isBold?: boolean }[];
}

/** A part of a document. The parts flow down one column, and over as many pages as they need. */
export type PdfBlock =
  /** Level 1 is the title of the document, 2 a section, 3 an entry. A heading stays on the page of what follows it. */
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string; readonly color?: string }
  | {
      readonly kind: 'paragraph';
      readonly runs: readonly PdfRun[];
      readonly align?: 'left' | 'center' | 'right';
      /** In smaller type and grey. */
      readonly isMuted?: boolean;
    }
  /** Text on the left and a short text on the right of one line, such as a role and its dates. */
  | { readonly kind: 'split'; readonly left: readonly PdfRun[]; readonly right: string }
  | { readonly kind: 'list'; readonly items: readonly (readonly PdfRun[])[] }
  /** Texts side by side in columns of one width, such as a seller and a buyer. */
  | { readonly kind: 'sides'; readonly sides: readonly { readonly title: string; readonly lines: readonly string[] }[] }
  /** A JPEG or PNG in the top right corner of the first page, at most this many points wide and high. */
  | { readonly kind: 'picture'; readonly bytes: Uint8Array; readonly size: number }
  | { readonly kind: 'rule'; readonly color?: string }
  /** Empty space, in points. */
  | { readonly kind: 'space'; readonly height: number }
  | PdfTable;

/** A document to render: plain data, which is sent to the thread that renders it. */
export interface PdfDocument {
  readonly title: string;
  readonly author?: string;
  readonly subject?: string;
  /** BCP 47 tag of the language that the text is in. */
  readonly language: string;
  readonly pageSize: 'A4' | 'LETTER';
  /** Stands in the file. Two renderings of one document are equal byte by byte. */
  readonly createdAt: Date;
  /** A document that needs more pages is refused. */
  readonly maxPages: number;
  /** Size of the text, in points; 10 when absent. */
  readonly fontSize?: number;
  /** Stands at the bottom of each page; `{page}` and `{pages}` are replaced. */
  readonly footer?: string;
  readonly blocks: readonly PdfBlock[];
}

/** A finished file, or why there is none. */
export type PdfResult =
  | { readonly kind: 'rendered'; readonly bytes: Uint8Array; readonly pages: number }
  /** The fonts cannot show these characters, or not in their order (right to left): the first 20 that differ. */
  | { readonly kind: 'missing-glyphs'; readonly characters: readonly string[] }
  | { readonly kind: 'too-many-pages'; readonly limit: number }
  /** It took longer than a document may, or more memory. */
  | { readonly kind: 'over-budget' };
