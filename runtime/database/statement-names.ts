/**
 * Most statements that a pool prepares. The server keeps their plans for each connection, some 30 KB a statement; a domain
 * has at most 150, so that only texts that are built from data would go beyond it.
 */
export const MAX_PREPARED_STATEMENTS = 500;

/** Names under which the connections of one pool prepare its statements, each connection once. */
export interface StatementNames {
  /** The name for a text; undefined for one that is sent without being prepared. */
  of(text: string): string | undefined;
  /** Gives every statement a new name, for example after a migration has changed what a prepared one returns. */
  reset(): void;
}

/** Names statements from their second use on, so that those used once take the place of no other. */
export function createStatementNames(): StatementNames {
  const usedOnce = new Set<string>();
  const names = new Map<string, string>();
  let count = 0;
  return {
    of(text) {
      const name = names.get(text);
      if (name !== undefined || names.size >= MAX_PREPARED_STATEMENTS) return name;
      if (!usedOnce.delete(text)) {
        if (usedOnce.size >= MAX_PREPARED_STATEMENTS) usedOnce.clear();
        usedOnce.add(text);
        return undefined;
      }
      count += 1;
      const next = `s${count}`;
      names.set(text, next);
      return next;
    },
    reset() {
      names.clear();
    },
  };
}
