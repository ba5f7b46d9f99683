/** A kind of work, named by what is done: `transcode-video`. Payloads are plain JSON with ids, as they outlast the facts. */
export interface WorkType<Payload> {
  readonly kind: string;
  /** Only for the type checker: what the payload is. */
  readonly payload?: Payload;
}

/** Names a kind of work, unique in the domain. Payloads only ever gain fields: items of an older release may be waiting. */
export const defineWork = <Payload extends object>(kind: string): WorkType<Payload> => ({ kind });
