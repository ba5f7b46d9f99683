import type { ImportKind } from './import-kinds.ts';
import type { ImportPosition, ImportProgress } from './import-progress.ts';
import type { ImportFacts, ImportOutcome, ImportRow } from './import-row.ts';
import type { Importer } from './importer.ts';

/** A row whose fields are in order, or why they are not. */
export type ParsedFields =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly uniqueKeys: readonly string[];
      readonly at: Date | null;
      readonly identity: string | null;
    }
  | { readonly ok: false; readonly reason: string };

/** An importer with the database of its domain, for commands. Values come from its own `parse`. */
export interface OpenImporter
  extends Pick<Importer<unknown, unknown>, 'kind' | 'fields' | 'facts' | 'totals' | 'order'> {
  readonly batchSize: number;
  readonly key: { readonly prefix: string; readonly kind: ImportKind; readonly carriesTime: boolean };
  parse(fields: Readonly<Record<string, unknown>>): ParsedFields;
  progress(position: ImportPosition): Promise<ImportProgress | null>;
  /** Stores the rows, and what `progressAfter` makes of the outcomes, in one transaction. */
  write(
    rows: readonly ImportRow<unknown>[],
    position: ImportPosition,
    progressAfter: (outcomes: readonly ImportOutcome[]) => ImportProgress,
  ): Promise<readonly ImportOutcome[]>;
  /** What `write` would return; stores nothing. */
  rehearse(rows: readonly ImportRow<unknown>[]): Promise<readonly ImportOutcome[]>;
  pending(ids: readonly string[]): Promise<readonly string[]>;
  existing(ids: readonly string[]): Promise<readonly string[]>;
  stored(ids: readonly string[]): Promise<ReadonlyMap<string, ImportFacts>>;
}

/** A reservation with the database of its domain. */
export interface OpenReservation {
  readonly kind: ImportKind;
  parse(fields: Readonly<Record<string, unknown>>): ParsedFields;
  /** A reason for each row that is refused, else null. Stores nothing when `isRehearsal`. */
  reserve(rows: readonly ImportRow<unknown>[], isRehearsal: boolean): Promise<readonly (string | null)[]>;
}

/** What a domain imports. */
export interface ImportAccess {
  readonly importers: readonly OpenImporter[];
  readonly reservations: readonly OpenReservation[];
}
