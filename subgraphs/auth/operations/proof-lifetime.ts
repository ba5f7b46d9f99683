/** How long after a proof of identity a person may change what their account is protected by. */
export const PROOF_MS = 5 * 60_000;
