import type { Route, RouteRequest } from '../../runtime/executor/route.ts';
import type { ResumeContext } from './context.ts';
import { acceptedFormat } from './operations/files/accepted-format.ts';
import type { FileRequest, Format } from './operations/files/file-request.ts';
import { fileChoiceOf, findExportedResume } from './operations/files/find-exported-resume.ts';
import { writeFile } from './operations/files/write-file.ts';
import { findLinkedResume } from './operations/links/find-linked-resume.ts';
import { viewResume } from './operations/resumes/view-resume.ts';

/** Of people: not cached, not sniffed, found by no search engine, and the address, which may hold a token, is not sent on. */
const PRIVATE = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
} as const;

const problem = (status: number, title: string, more: object = {}): Response =>
  new Response(JSON.stringify({ title, status, ...more }), {
    status,
    headers: { ...PRIVATE, 'content-type': 'application/problem+json' },
  });

/** Whatever may not be seen looks as if it did not exist. */
const notHere = (): Response => problem(404, 'Nothing is here.');

async function respond(
  context: ResumeContext,
  resume: Parameters<typeof writeFile>[1],
  file: Omit<FileRequest, 'resumeId'>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  if (file.format === 'PDF') {
    // Routes do not know the address of a visitor: those of one resume count together.
    const viewer = context.caller.viewerId ?? `visitors-of-${resume.id}`;
    const retryAfter = await context.limits.count('pdf', viewer, context.ip);
    if (retryAfter !== null) return problem(429, 'Too many files. Try again later.', { retryAfter });
  }
  const written = await writeFile(context, resume, file);
  if (!written.ok) {
    const { __typename: type, path: _, message, ...more } = written.refusal;
    return problem(422, message, { type, ...more });
  }
  const { bytes, contentType, name } = written.value;
  return new Response(new Uint8Array(bytes), {
    headers: {
      ...{ ...PRIVATE, ...headers },
      'content-type': contentType,
      'content-length': String(bytes.byteLength),
      'content-disposition': `${file.format === 'PDF' ? 'inline' : 'attachment'}; filename="${name}"`,
    },
  });
}

/** A resume as a file, for whom may see it, or by the token of `exportResume`. */
const file = (format: Format, path: string): Route<ResumeContext> => ({
  method: 'GET',
  path,
  async handle({ params, url }: RouteRequest, context) {
    const found = await findExportedResume(context, { id: params['id'] ?? '', format, search: url.searchParams });
    return found === null ? notHere() : respond(context, found.resume, found.file);
  },
});

/** A resume by a link: JSON or PDF, as the client accepts it. */
const linked: Route<ResumeContext> = {
  method: 'GET',
  path: '/r/:token',
  async handle({ params, url, headers }, context) {
    const resume = await viewResume(context, await findLinkedResume(context, params['token'] ?? ''));
    if (resume === null) return notHere();
    const format = acceptedFormat(headers.get('accept'));
    if (format === null) return problem(406, 'A resume is a PDF or JSON.');
    return respond(context, resume, fileChoiceOf(resume, format, url.searchParams), { vary: 'Accept' });
  },
};

/** HTTP routes of resumes beside GraphQL. */
export const routes: readonly Route<ResumeContext>[] = [
  file('JSON', '/resumes/:id.json'),
  file('PDF', '/resumes/:id.pdf'),
  file('MARKDOWN', '/resumes/:id.md'),
  linked,
];
