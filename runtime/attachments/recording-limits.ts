/** Most bytes of the recording of a live stream, as media takes it. Less than 2^31, so that a size is an `Int` of GraphQL. */
export const MAX_RECORDING_BYTES = 2_000_000_000;

/** Longest recording of a live stream that media takes, in seconds. */
export const MAX_RECORDING_SECONDS = 12 * 60 * 60;
