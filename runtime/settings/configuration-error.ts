/** A setting that cannot be used: one clear line that names the variable. Stops the process with exit code 1. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
