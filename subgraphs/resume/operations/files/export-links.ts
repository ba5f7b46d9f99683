import { z } from 'zod';
import { createSignedTokens } from '../../../../runtime/signed-links/signed-token.ts';
import { ENDINGS, type FileRequest, type Format } from './file-request.ts';

/** A file that was asked for by `exportResume`. */
export interface ExportRequest extends FileRequest {
  /** Who asked for it: they must still be allowed to see it when it is fetched. Null for a visitor. */
  readonly viewerId: string | null;
  /** Whether hidden sections are in it; true for the owner only. */
  readonly includesHidden: boolean;
}

/** Signs addresses of files, and reads them. */
export interface ExportLinks {
  /** Path and query of an address that works until then, for whoever has it. */
  sign(request: ExportRequest, expiresAt: Date): string;
  /** What an address asks for; null where it was not signed here, or its time is over. */
  read(resumeId: string, format: Format, token: string, now: Date): ExportRequest | null;
}

const CONTENT = z.tuple([
  z.string().max(100),
  z.enum(['JSON', 'PDF', 'MARKDOWN']),
  z.enum(['CLASSIC', 'MODERN', 'COMPACT']),
  z.string().max(35),
  z.string().max(100).nullable(),
  z.boolean(),
  z.int(),
]);

/** Addresses signed with these secrets; the first one signs. */
export function createExportLinks(secrets: readonly [string, ...string[]]): ExportLinks {
  const tokens = createSignedTokens('resume.export', secrets, CONTENT);
  return {
    sign({ resumeId, format, template, locale, viewerId, includesHidden }, expiresAt) {
      const token = tokens.mint([resumeId, format, template, locale, viewerId, includesHidden, expiresAt.getTime()]);
      return `/resumes/${resumeId}.${ENDINGS[format]}?${new URLSearchParams({ token })}`;
    },
    read(resumeId, format, token, now) {
      const content = tokens.read(token);
      if (content === null) return null;
      const [id, its, template, locale, viewerId, includesHidden, expiresAt] = content;
      if (id !== resumeId || its !== format || now.getTime() >= expiresAt) return null;
      return { resumeId, format, template, locale, viewerId, includesHidden };
    },
  };
}
