import type { ImportKind } from '../../runtime/import/import-kinds.ts';
import type { Reference } from './convert-row.ts';
import type { OpenImports } from './open-domains.ts';

/** Which rows that others refer to there are. */
export interface ReferenceIndex {
  /** Ids among the references that nothing has: not stored, and not accepted by this dry run. */
  unknownAmong(references: readonly Reference[]): Promise<ReadonlySet<string>>;
  /** Whether all of the references are stored; asked after `unknownAmong`. */
  areStored(references: readonly Reference[]): boolean;
  /** Notes a row that a dry run would have stored. */
  noteAccepted(id: string): void;
}

/** Ids that are remembered as stored; then all are asked for again. */
const MAX_REMEMBERED = 200_000;

/** Opens the index of one run over all of its files. */
export function createReferenceIndex({ importerOf }: Pick<OpenImports, 'importerOf'>): ReferenceIndex {
  const stored = new Set<string>();
  const accepted = new Set<string>();
  return {
    async unknownAmong(references) {
      if (stored.size > MAX_REMEMBERED) stored.clear();
      const wanting = new Map<ImportKind, Set<string>>();
      for (const { kind, id } of references) {
        if (stored.has(id)) continue;
        const ids = wanting.get(kind) ?? new Set();
        wanting.set(kind, ids.add(id));
      }
      const unknown = new Set<string>();
      for (const [kind, ids] of wanting) {
        for (const id of await importerOf(kind).existing([...ids])) stored.add(id);
        for (const id of ids) if (!stored.has(id) && !accepted.has(id)) unknown.add(id);
      }
      return unknown;
    },
    areStored: (references) => references.every(({ id }) => stored.has(id)),
    noteAccepted: (id) => void accepted.add(id),
  };
}
