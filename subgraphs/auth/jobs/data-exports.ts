import { setTimeout } from 'node:timers/promises';
import type { Job } from '../../../runtime/subgraph/domain.ts';
import type { Host } from '../../../runtime/subgraph/host.ts';
import { EXPORT_REQUESTED } from '../events.ts';
import { type CollectNeeds, collectDataExports } from '../operations/data-exports/collect-data-exports.ts';
import { type ExportPruneNeeds, pruneDataExports } from '../operations/data-exports/prune-data-exports.ts';
import { repeat } from './repeat.ts';

/** Maximum delay of the next step when the signal is lost. */
const POLL_MS = 1_000;

const HOUR_MS = 60 * 60_000;

/** Collects requested data exports and deletes expired ones. */
export const dataExportJobs = (
  needs: Omit<CollectNeeds, 'report'> & ExportPruneNeeds,
  host: Pick<Host, 'signals' | 'log'>,
): readonly Job[] => [
  collectAlways(needs, host),
  {
    name: 'forget-data-exports',
    run: (signal) => repeat(HOUR_MS, signal, () => pruneDataExports(needs, signal)),
  },
];

const collectAlways = (needs: Omit<CollectNeeds, 'report'>, { signals, log }: Pick<Host, 'signals' | 'log'>): Job => ({
  name: 'collect-data-exports',
  async run(signal) {
    const report: CollectNeeds['report'] = ({ id: exportId, domains: [domain], attempts }, isFinal, err) =>
      isFinal
        ? log.error({ err, exportId, domain, attempts, alert: true }, 'data export failed')
        : log.warn({ err, exportId, domain, attempts }, 'data export step failed; retrying');
    let rung = new AbortController();
    const unlisten = signals.on(EXPORT_REQUESTED, () => rung.abort());
    try {
      while (!signal.aborted) {
        rung = new AbortController();
        if (await collectDataExports({ ...needs, report })) continue;
        const wake = AbortSignal.any([signal, rung.signal]);
        await setTimeout(POLL_MS, undefined, { signal: wake, ref: false }).catch(() => undefined);
      }
    } finally {
      unlisten();
    }
  },
});
