import { disableVendorTelemetry, loadConfiguration } from '../runtime/settings/configuration.ts';
import { reportFailure, WRONG_SETTING_EXIT_CODE } from './run-command.ts';
import { serveTarget } from './serve-target.ts';
import { SUPERVISED } from './start-process.ts';

/** `npm run serve -- gateway | all | <subgraph> | <subgraph>-worker`. Resolves when it is ready; a failure is printed and ends the process. */
export async function serveCommand(words: readonly string[]): Promise<void> {
  disableVendorTelemetry();
  const isSupervised = words.at(-1) === SUPERVISED;
  const target = isSupervised ? words.slice(0, -1) : words;
  await serveTarget(target, () => loadConfiguration('serve')).catch((error: unknown) =>
    reportFailure(error, isSupervised ? WRONG_SETTING_EXIT_CODE : 1),
  );
}
