import { ConfigurationError } from '../runtime/settings/configuration-error.ts';

const SLOW_EXIT_MS = 20_000;

/** How a supervised process says that a setting is wrong (`EX_CONFIG` of sysexits.h). */
export const WRONG_SETTING_EXIT_CODE = 78;

/**
 * Prints one clear line on standard error, or one for each setting that is wrong, and ends the process with 1, or for wrong
 * settings with `wrongSettingCode`; the stack only for what nobody foresaw.
 */
export function reportFailure(error: unknown, wrongSettingCode = 1): never {
  if (error instanceof ConfigurationError) {
    for (const line of error.message.split('\n')) console.error(`error: ${line}`);
    process.exit(wrongSettingCode);
  }
  const unforeseen = error instanceof TypeError || error instanceof ReferenceError || !(error instanceof Error);
  const text = error instanceof Error ? error.message.split('\n')[0] : String(error);
  console.error(unforeseen ? error : `error: ${text}`);
  process.exit(1);
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
