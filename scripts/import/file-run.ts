import type { OpenImporter, OpenReservation } from '../../runtime/import/import-access.ts';
import type { ImportPosition } from '../../runtime/import/import-progress.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { RefusalReport } from './refusal-report.ts';

/** A file that is being imported. */
export interface FileRun {
  readonly importer: OpenImporter;
  readonly reservations: readonly OpenReservation[];
  readonly references: ReferenceIndex;
  readonly position: ImportPosition;
  readonly report: RefusalReport;
  /** Whether nothing is stored. */
  readonly isDryRun: boolean;
}
