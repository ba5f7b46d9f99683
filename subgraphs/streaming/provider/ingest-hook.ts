/** What a server reports to us, proven to be from it. */
export type IngestHook =
  /** An encoder asks to publish, before it is admitted. */
  | {
      readonly kind: 'publish';
      readonly streamId: string;
      /** Null: the server has checked the key itself. */
      readonly streamKey: string | null;
      readonly publisher: string;
      /** Whether the server records what is published there; null where that is decided otherwise. */
      readonly isRecorded: boolean | null;
    }
  /** The connection still publishes. */
  | { readonly kind: 'update'; readonly streamId: string; readonly publisher: string }
  /** The connection has ended. */
  | { readonly kind: 'end'; readonly streamId: string; readonly publisher: string }
  | { readonly kind: 'other' };

/** A hook, with the id of the event where the server gives it one. */
export interface ReceivedHook {
  readonly eventId: string | null;
  readonly hook: IngestHook;
}

/** A request of the server. */
export interface HookRequest {
  readonly headers: Headers;
  readonly url: URL;
  readonly body: Buffer;
  readonly now: Date;
}
