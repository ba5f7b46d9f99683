/** A connection that publishes now, as the server measures it. */
export interface PublisherReport {
  readonly streamId: string;
  /** The server's name of the connection. */
  readonly publisher: string;
  /** Since the connection began; grows as long as packets arrive. */
  readonly receivedBytes: number;
  /** Null where the server does not say: then it is calculated from the bytes. */
  readonly bitrateKbps: number | null;
  readonly framesPerSecond: number | null;
  readonly droppedFrames: number | null;
  readonly encoder: string | null;
}
