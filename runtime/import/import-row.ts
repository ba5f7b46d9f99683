/** A row that is in order by itself. */
export interface ImportRow<Value> {
  /** Line of the dump that it begins at; the first is 1. */
  readonly line: number;
  readonly oldId: string;
  /** Derived from source, kind and old id. */
  readonly id: string;
  readonly value: Value;
}

/** What became of a row: stored now, found with this id, or not taken. `reason` is a sentence without secrets. */
export type ImportOutcome = 'inserted' | 'present' | { readonly reason: string };

/** A row as `verify` compares it. Nothing secret; what a row of the dump leaves out is not compared. */
export type ImportFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
