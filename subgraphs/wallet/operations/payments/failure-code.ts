/** A refusal of payments as the code of a failure: `METHOD_NOT_AVAILABLE` for `MethodNotAvailable`. */
export const failureCodeOf = (refusal: string): string => refusal.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
