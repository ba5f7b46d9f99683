import { disableVendorTelemetry, loadConfiguration } from '../runtime/settings/configuration.ts';
import { reportFailure, WRONG_SETTING_EXIT_CODE } from './run-command.ts';
import { SUPERVISED } from './serve-all.ts';
import { serveTarget } from './serve-target.ts';

disableVendorTelemetry();
const words = process.argv.slice(2);
const isSupervised = words.at(-1) === SUPERVISED;
await serveTarget(isSupervised ? words.slice(0, -1) : words, () => loadConfiguration('serve')).catch((error: unknown) =>
  reportFailure(error, isSupervised ? WRONG_SETTING_EXIT_CODE : 1),
);
