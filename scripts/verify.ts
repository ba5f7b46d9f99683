import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigurationError } from '../runtime/settings/configuration-error.ts';
import { ImportError } from './import/import-error.ts';
import { withImports } from './import/open-domains.ts';
import { readMap, requireFields } from './import/read-map.ts';
import { requireReadable } from './import/require-readable.ts';
import { type FileComparison, verifyFile } from './import/verify-file.ts';
import { reportFailure } from './run-command.ts';

const USAGE = `usage: npm run verify -- --from <folder> --map <file> [--json]
compares counts, sums and a hash of all mapped fields of a dump with what is stored
exit codes: 0 all is the same, 1 something differs, 2 it cannot be run like this`;

/** Differing rows that are printed of a file; `--json` has up to 1,000. */
const PRINTED_DIFFERENCES = 20;

process.exit(await main(process.argv.slice(2)).catch(report));

async function main(words: readonly string[]): Promise<number> {
  const options = readOptions(words);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const map = readMap(options.map);
  await requireReadable(options.from, map);
  const comparisons = await withImports(
    map.files.map(({ kind }) => kind),
    async (imports) => {
      requireFields(map, imports.importerOf);
      const done: FileComparison[] = [];
      for (const file of map.files)
        done.push(await verifyFile({ source: map.source, folder: options.from, imports }, file));
      return done;
    },
  );
  if (options.isJson) console.log(JSON.stringify({ files: comparisons }));
  else for (const line of comparisons.flatMap(describe)) console.log(line);
  return comparisons.every(({ differing }) => differing === 0) ? 0 : 1;
}

function readOptions(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { from: { type: 'string' }, map: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    const { from, map, json } = values;
    return from === undefined || map === undefined ? null : { from: resolve(from), map, isJson: json };
  } catch {
    return null;
  }
}

function describe({ file, kind, dump, stored, differences, differing }: FileComparison): string[] {
  const sumsOf = (totals: FileComparison['dump']['totals']): string =>
    Object.entries(totals)
      .map(([name, amount]) => `, ${name} ${amount}`)
      .join('');
  const shown = differences.slice(0, PRINTED_DIFFERENCES);
  const left = differing - shown.length;
  return [
    `${file} (${kind}): ${differing === 0 ? 'the same' : `${differing} rows differ`}`,
    `  dump    ${dump.rows} rows, hash ${dump.hash}${sumsOf(dump.totals)}`,
    `  stored  ${stored.rows} rows, hash ${stored.hash}${sumsOf(stored.totals)}`,
    ...shown.map(({ line, oldId, reason }) => `  line ${line}${oldId === null ? '' : ` (id ${oldId})`}: ${reason}`),
    ...(left === 0 ? [] : [`  and ${left} more`]),
  ];
}

function report(error: unknown): number {
  if (!(error instanceof ImportError)) return reportFailure(error, error instanceof ConfigurationError ? 2 : 1);
  console.error(`error: ${error.message}`);
  return 2;
}
