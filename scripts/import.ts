import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { IMPORT_KINDS } from '../runtime/import/import-kinds.ts';
import { ConfigurationError } from '../runtime/settings/configuration-error.ts';
import { ImportError } from './import/import-error.ts';
import { createIndexes, type FileReport, importFile } from './import/import-file.ts';
import type { ImportMap } from './import/map-schema.ts';
import { withImports } from './import/open-domains.ts';
import { readMap, requireFields } from './import/read-map.ts';
import { createReferenceIndex } from './import/reference-index.ts';
import { requireReadable } from './import/require-readable.ts';
import { reportFailure } from './run-command.ts';

const USAGE = `usage: npm run import -- --from <folder> --map <file> [--dry-run] [--report <folder>] [--json]
  --from    folder of the dump: CSV or JSON lines, in UTF-8
  --map     which file holds what (docs/import.md)
  --dry-run stores nothing
  --report  folder for the rows that are refused; default: import-report
  --json    prints the result as JSON
exit codes: 0 all rows are stored, 1 some were refused or have changed, 2 it cannot be run like this`;

process.exit(await main(process.argv.slice(2)).catch(report));

async function main(words: readonly string[]): Promise<number> {
  const options = readOptions(words);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const map = readMap(options.map);
  // All of them before anything is taken.
  const hashes = await requireReadable(options.from, map);
  const reports = await withImports(
    map.files.map(({ kind }) => kind),
    async (imports) => {
      requireFields(map, imports.importerOf);
      const run = {
        ...{ source: map.source, folder: options.from, reportFolder: options.report, isDryRun: options.isDryRun },
        ...{ imports, references: createReferenceIndex(imports), indexOf: createIndexes() },
      };
      const done: FileReport[] = [];
      for (const file of inOrder(map)) {
        const result = await importFile(run, file, hashes.get(file.file) ?? '');
        done.push(result);
        if (!options.isJson) console.log(describe(result));
      }
      return done;
    },
  );
  if (options.isJson) console.log(JSON.stringify({ isDryRun: options.isDryRun, files: reports }));
  return reports.some(({ refused, changed }) => refused + changed > 0) ? 1 : 0;
}

function readOptions(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        from: { type: 'string' },
        map: { type: 'string' },
        report: { type: 'string', default: 'import-report' },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const { from, map } = values;
    if (from === undefined || map === undefined) return null;
    const paths = { from: resolve(from), map, report: join(resolve(values.report)) };
    return { ...paths, isDryRun: values['dry-run'], isJson: values.json };
  } catch {
    return null;
  }
}

/** By kind, so that what a row refers to is there; files of one kind in the order of the map. */
function inOrder({ files }: ImportMap): ImportMap['files'] {
  return IMPORT_KINDS.flatMap((kind) => files.filter((file) => file.kind === kind));
}

function describe(result: FileReport): string {
  const { file, kind, rows, inserted, present, changed, refused, resumedAfter, seconds, report } = result;
  const from = resumedAfter === 0 ? '' : `, resumed after line ${resumedAfter}`;
  const listed = refused + changed === 0 ? '' : `, listed in ${report}`;
  return `${file} (${kind}): ${rows} rows, ${inserted} inserted, ${present} present, ${changed} changed, ${refused} refused${listed}${from}, ${seconds.toFixed(1)} s`;
}

function report(error: unknown): number {
  if (!(error instanceof ImportError)) return reportFailure(error, error instanceof ConfigurationError ? 2 : 1);
  console.error(`error: ${error.message}`);
  return 2;
}
