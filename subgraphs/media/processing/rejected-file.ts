/** Why a file can never be shown. */
export type RejectionReason =
  | 'EMPTY'
  | 'TOO_LARGE'
  | 'TYPE_NOT_ALLOWED'
  | 'TOO_MANY_PIXELS'
  | 'TOO_LONG'
  | 'DAMAGED'
  | 'TIME_LIMIT'
  | 'MEMORY_LIMIT';

/** A file that is not stored. */
export interface RejectedFile {
  readonly rejected: RejectionReason;
  /** Content types that are allowed; with `TYPE_NOT_ALLOWED`. */
  readonly allowed?: readonly string[];
}
