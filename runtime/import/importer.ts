import type { z } from 'zod';
import type { ImportKind } from './import-kinds.ts';
import type { ImportFacts, ImportOutcome, ImportRow } from './import-row.ts';

/**
 * What the command makes of a column before a domain sees it: `text`, `phone` and `decimal` are strings (E.164; digits with a
 * point), `date` is `YYYY-MM-DD`, `instant` a `Date`, `integer` a number, `list` an array of strings, `json` any JSON, `file` an
 * `ImportedBytes` of which the column has the path below the folder of the dump.
 */
export type ImportFieldType =
  | 'text'
  | 'phone'
  | 'decimal'
  | 'date'
  | 'instant'
  | 'integer'
  | 'boolean'
  | 'list'
  | 'json'
  | 'file';

/** A file of the dump. */
export interface ImportedBytes {
  /** Absolute path on this machine. */
  readonly path: string;
  readonly byteSize: number;
  /** SHA-256 in hexadecimal. */
  readonly checksum: string;
}

/** A field of a kind that a map can name a column for. */
export interface ImportField {
  readonly type: ImportFieldType;
  /** Whether a map has to name it. A row without a value has null, which the schema may refuse. */
  readonly isRequired?: boolean;
  /** The value, or each of a list, is an old id of this kind; the row has the new id, and is refused where that is unknown. */
  readonly references?: ImportKind;
}

/** How a domain imports a kind. Rules are in `schema`, statements in `write`, `existing` and `stored`. */
export interface Importer<Value, Store> {
  readonly kind: ImportKind;
  /** How the id of a row is made. */
  readonly key: {
    readonly prefix: string;
    /** Whose old ids these are, where that is another kind: a profile has the id of its person. */
    readonly kind?: ImportKind;
    /** What the id is derived from in place of the old id, where rows with different ones are the same: both sides of a friendship. */
    readonly identity?: (value: Value) => string;
    /** Time that the id carries, for lists that are in the order of ids. No other kind can then refer to this one. */
    readonly at?: (value: Value) => Date | null;
  };
  /** All but `id`, the old id, which every map names. */
  readonly fields: Readonly<Record<string, ImportField>>;
  /** Parses the fields of one row; the message of its first issue is the reason of the refusal. */
  readonly schema: z.ZodType<Value>;
  /** Rows of one transaction, which ends after 5 s; default 1,000. */
  readonly batchSize?: number;
  /** Texts that no two rows of a dump share, such as addresses: a row with one of an earlier row is refused. */
  uniqueKeys?(value: Value): readonly string[];
  /**
   * What takes longer than a transaction may, such as storing bytes, before `write` gets the rows; it is repeated after a crash.
   * A reason for each row that is refused, else null, in their order.
   */
  prepare?(rows: readonly ImportRow<Value>[]): Promise<readonly (string | null)[]>;
  /**
   * Stores rows with their events, in the transaction in which the progress is recorded too; one outcome for each row, in their
   * order. A row whose id is stored already stays as it is.
   */
  write(store: Store, rows: readonly ImportRow<Value>[], now: Date): Promise<readonly ImportOutcome[]>;
  /** Those of the ids whose row is created by an event that this domain has not handled yet; the command waits for them. */
  pending?(store: Store, ids: readonly string[]): Promise<readonly string[]>;
  /** Those of the ids that are stored. */
  existing(store: Store, ids: readonly string[]): Promise<readonly string[]>;
  /** What of a row is compared with `stored`. */
  facts(row: ImportRow<Value>): ImportFacts;
  /** The facts of stored rows by id. */
  stored(store: Store, ids: readonly string[]): Promise<ReadonlyMap<string, ImportFacts>>;
  /** Where a stored row stands among those of a list: of rows in the order of the dump it rises. For kinds that keep an order. */
  order?(stored: ImportFacts): { readonly list: string; readonly position: number };
  /** Amounts to sum up over all rows, by what they are of, such as a currency. */
  totals?(facts: ImportFacts): Readonly<Record<string, bigint>>;
}

/** What a domain does before the owner of a kind stores a batch: it may refuse rows, and reserves what they need. */
export interface ImportReservation<Value, Store> {
  readonly kind: ImportKind;
  /** Parses the fields of one row as the owner gets them. */
  readonly schema: z.ZodType<Value>;
  /** A reason for each row that is refused, else null, in their order. It is repeated after a crash. */
  reserve(store: Store, rows: readonly ImportRow<Value>[], now: Date): Promise<readonly (string | null)[]>;
}
