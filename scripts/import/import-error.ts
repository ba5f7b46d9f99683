/** Why an import or a verification cannot be run as it is asked for: one line, without a stack. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}
