import { z } from 'zod';
import { createSignedTokens, linkWithToken } from './signed-token.ts';

/** What a link to appeal a suspension says. */
export interface AppealLink {
  readonly caseId: string;
  /** Who is suspended. */
  readonly userId: string;
  /** Language of the e-mail, and so of the page. */
  readonly locale: string;
  readonly expiresAt: Date;
}

/** Links by which suspended people, who cannot sign in, appeal. Notifications mints them, moderation reads them. */
export interface AppealLinks {
  urlOf(link: Omit<AppealLink, 'expiresAt'> & { readonly decidedAt: Date }, publicUrl: string): string;
  /** Also one that has expired; null when its signature is not valid. */
  read(token: string): AppealLink | null;
}

/** Where moderation serves the page. */
export const APPEAL_PATH = '/moderation/appeal';

/** Complaints must be possible for six months (Digital Services Act, Article 20); the longest six months have 184 days. */
const APPEAL_DAYS = 184;
const DAY_MS = 24 * 60 * 60 * 1_000;

const CONTENT = z.tuple([z.string().max(100), z.string().max(100), z.string().max(35), z.int()]);

/** Makes the links with the secrets of all signed links. */
export function createAppealLinks(secrets: readonly [string, ...string[]]): AppealLinks {
  const tokens = createSignedTokens('moderation.appeal', secrets, CONTENT);
  return {
    urlOf({ caseId, userId, locale, decidedAt }, publicUrl) {
      const expiresAt = decidedAt.getTime() + APPEAL_DAYS * DAY_MS;
      return linkWithToken(publicUrl, APPEAL_PATH.slice(1), tokens.mint([caseId, userId, locale, expiresAt]));
    },
    read(token) {
      const content = tokens.read(token);
      if (content === null) return null;
      const [caseId, userId, locale, expiresAt] = content;
      return { caseId, userId, locale, expiresAt: new Date(expiresAt) };
    },
  };
}
