import { createHash, randomUUID } from 'node:crypto';

/**
 * Most statements that a pool prepares. The server keeps their plans for each connection, some 30 KB a statement; a domain
 * has at most 150, so that only texts that are built from data would go beyond it.
 */
export const MAX_PREPARED_STATEMENTS = 500;

/** A text as it is sent; under a name it is prepared. */
export interface NamedText {
  readonly text: string;
  readonly name?: string;
}

/** Names under which the connections of one pool prepare its statements, each connection once. */
export interface StatementNames {
  /** How a text is sent. A name stands for one text only, in every process. */
  of(text: string): NamedText;
  /** Has every statement prepared anew, for example after a migration has changed what a prepared one returns. */
  reset(): void;
  /** Prepares nothing any more. */
  disable(): void;
}

interface StatementNamesOptions {
  readonly isEnabled?: boolean;
  /** Called when statements are no longer prepared. */
  readonly onDisabled?: () => void;
}

/**
 * The hash of the text, so that the name means the same statement to every process: behind a pooler that passes names on,
 * a server may know it from another one.
 */
const nameOf = (text: string): string => `s_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;

/** Names statements from their second use on, so that those used once take the place of no other. */
export function createStatementNames({ isEnabled = true, onDisabled }: StatementNamesOptions = {}): StatementNames {
  const usedOnce = new Set<string>();
  const namedTexts = new Map<string, NamedText>();
  let enabled = isEnabled;
  let suffix = '';
  return {
    of(text) {
      const named = namedTexts.get(text);
      if (named !== undefined) return named;
      if (!enabled || namedTexts.size >= MAX_PREPARED_STATEMENTS) return { text };
      if (!usedOnce.delete(text)) {
        if (usedOnce.size >= MAX_PREPARED_STATEMENTS) usedOnce.clear();
        usedOnce.add(text);
        return { text };
      }
      const sent = text + suffix;
      const next = { text: sent, name: nameOf(sent) };
      namedTexts.set(text, next);
      return next;
    },
    reset() {
      namedTexts.clear();
      // A pooler that knows prepared statements knows them by their text: another name for the same would not be another.
      suffix = `\n/* ${randomUUID()} */`;
    },
    disable() {
      if (enabled) onDisabled?.();
      enabled = false;
      namedTexts.clear();
    },
  };
}
