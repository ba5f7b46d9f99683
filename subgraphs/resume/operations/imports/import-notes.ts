/** A part of an imported document that is not in the resume as it was. */
export interface ImportNote {
  /** Names of members and positions in lists, with points between them. */
  readonly path: string;
  /** One sentence, fit to show to the person. */
  readonly reason: string;
}

/** What of a document is not in the resume as it was: the first 100 of each kind. */
export interface ImportReport {
  readonly dropped: readonly ImportNote[];
  readonly changed: readonly ImportNote[];
}

/** Collects what an import reports, in the order of the document. */
export interface ImportNotes {
  drop(path: string, reason: string): void;
  change(path: string, reason: string): void;
  report(): ImportReport;
}

/** Notes of each kind that are reported. */
const MAX_NOTES = 100;
const MAX_PATH_LENGTH = 200;

/** Opens an empty report. */
export function createImportNotes(): ImportNotes {
  const [dropped, changed]: [ImportNote[], ImportNote[]] = [[], []];
  const add = (notes: ImportNote[], path: string, reason: string) =>
    void (notes.length < MAX_NOTES && notes.push({ path: path.slice(0, MAX_PATH_LENGTH).toWellFormed(), reason }));
  return {
    drop: (path, reason) => add(dropped, path, reason),
    change: (path, reason) => add(changed, path, reason),
    report: () => ({ dropped, changed }),
  };
}
