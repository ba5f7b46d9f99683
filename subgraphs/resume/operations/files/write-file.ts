import { fault } from '../../../../runtime/executor/faults.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { ResumeContext } from '../../context.ts';
import type { Resume } from '../../repository/index.ts';
import { headingsOf } from '../content/headings.ts';
import { layOutPdf, MAX_PAGES } from '../content/lay-out-pdf.ts';
import { layOutResume } from '../content/layout-resume.ts';
import { toJsonResume } from '../content/write-json-resume.ts';
import { toMarkdown } from '../content/write-markdown.ts';
import { ENDINGS, type FileRequest } from './file-request.ts';

/** The refusal of a PDF with characters that its fonts cannot show. */
type GlyphMissing = RefusalOf<'GlyphMissing'> & { readonly characters: readonly string[] };

/** The refusal of a PDF with more pages than one may have. */
type TooManyPages = RefusalOf<'TooManyPages'> & { readonly limit: number };

/** Why there is no file. */
export type FileRefusal = GlyphMissing | TooManyPages;

/** The bytes of a file, and what its response says of them. */
export interface ResumeFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly name: string;
}

const CONTENT_TYPES = {
  JSON: 'application/json; charset=utf-8',
  PDF: 'application/pdf',
  MARKDOWN: 'text/markdown; charset=utf-8',
} as const;

/** Writes a resume, as a viewer gets it, as a file of any kind. */
export async function writeFile(
  { pdf }: Pick<ResumeContext, 'pdf'>,
  resume: Resume,
  request: Omit<FileRequest, 'resumeId'>,
): Promise<Result<ResumeFile, FileRefusal>> {
  const bytes = await bytesOf(pdf, resume, request);
  if (!bytes.ok) return bytes;
  const { format } = request;
  const name = `resume.${ENDINGS[format]}`;
  return done({ bytes: bytes.value, contentType: CONTENT_TYPES[format], name });
}

async function bytesOf(
  pdf: ResumeContext['pdf'],
  resume: Resume,
  { format, template, locale }: Omit<FileRequest, 'resumeId'>,
): Promise<Result<Uint8Array, FileRefusal>> {
  if (format === 'JSON') return done(encoded(`${JSON.stringify(toJsonResume(resume), null, 2)}\n`));
  if (format === 'MARKDOWN') return done(encoded(toMarkdown(layOutResume(resume, headingsOf(locale)))));
  const rendered = await pdf.render(layOutPdf(resume, { template, locale }));
  switch (rendered.kind) {
    case 'rendered':
      return done(rendered.bytes);
    case 'missing-glyphs': {
      const { characters } = rendered;
      const message = `A PDF cannot show these characters: ${characters.join(' ')}. Other kinds of files can.`;
      return refuse<GlyphMissing>({ __typename: 'GlyphMissing', message, path: [], characters });
    }
    case 'too-many-pages': {
      const message = `A PDF has at most ${MAX_PAGES} pages. Make the resume shorter, or choose a compact template.`;
      return refuse<TooManyPages>({ __typename: 'TooManyPages', message, path: [], limit: MAX_PAGES });
    }
    case 'over-budget':
      throw fault('UNAVAILABLE', 'The PDF cannot be made now. Try again later.');
  }
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
