import { ConfigurationError } from '../runtime/settings/configuration-error.ts';

const SLOW_EXIT_MS = 20_000;

/** How a supervised process says that a setting is wrong (`EX_CONFIG` of sysexits.h). */
export const WRONG_SETTING_EXIT_CODE = 78;

/** What to print for a failure that was foreseen: one clear line, or one for each setting that is wrong; null for others. */
export function failureLines(error: unknown): readonly string[] | null {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof ReferenceError) return null;
  const lines = error.message.split('\n');
  return (error instanceof ConfigurationError ? lines : lines.slice(0, 1)).map((line) => `error: ${line}`);
}

/**
 * Prints the lines of a failure on standard error and ends the process with 1, or for wrong settings with
 * `wrongSettingCode`; the stack only for what nobody foresaw.
 */
export function reportFailure(error: unknown, wrongSettingCode = 1): never {
  for (const line of failureLines(error) ?? [error]) console.error(line);
  process.exit(error instanceof ConfigurationError ? wrongSettingCode : 1);
}

/** Closes in good order on SIGTERM or SIGINT and exits with 0 within 20 s; a second signal exits at once. */
export function closeOnSignal(close: () => Promise<void>): void {
  let closing = false;
  const end = (): void => {
    if (closing) process.exit(1);
    closing = true;
    setTimeout(() => process.exit(1), SLOW_EXIT_MS).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => reportFailure(error),
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
