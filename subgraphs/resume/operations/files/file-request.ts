import type { Template } from '../content/lay-out-pdf.ts';

/** Value of the enum `ResumeFormat`. */
export type Format = 'JSON' | 'PDF' | 'MARKDOWN';

/** A file that can be asked for. */
export interface FileRequest {
  readonly resumeId: string;
  readonly format: Format;
  readonly template: Template;
  /** Of the headings. */
  readonly locale: string;
}

/** Endings of files of each kind. */
export const ENDINGS = { JSON: 'json', PDF: 'pdf', MARKDOWN: 'md' } as const satisfies Record<Format, string>;
