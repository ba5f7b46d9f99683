import type { HookRequest, ReceivedHook } from './ingest-hook.ts';
import type { PublisherReport } from './publisher-report.ts';
import type { RecordedParts } from './recorded-parts.ts';

/** Where and how a host's encoder publishes a stream. */
export interface IngestCredentials {
  /** The server's address, as encoders ask for it. */
  readonly url: string;
  /** Proves that the encoder is the host's; shown once. */
  readonly streamKey: string;
  /** The server's address by protocol, the preferred one first. */
  readonly serverUrls: readonly { readonly protocol: string; readonly url: string }[];
  /** What stands behind the address: where encoders ask for one text, such as a stream key of OBS. */
  readonly publishPath: string;
}

/** Where one viewer plays a stream, until it expires. */
export interface Playback {
  readonly url: string;
  readonly protocol: 'HLS' | 'LLHLS' | 'WEBRTC';
  readonly expiresAt: Date;
}

/** A stream as the server needs to know it. */
export interface PublishedStream {
  readonly id: string;
  readonly hostId: string | null;
  readonly visibility: 'PUBLIC' | 'FOLLOWERS' | 'FRIENDS';
  readonly latency: 'NORMAL' | 'LOW';
  readonly isRecorded: boolean;
}

/** A media server that takes the bytes of hosts and gives them to viewers. */
export interface IngestProvider {
  readonly name: 'nginx-rtmp' | 'livekit' | 'mediamtx';
  /** Whether the response to the hook `publish` refuses the connection; else it is dropped. */
  readonly waitsForAdmission: boolean;
  /** Credentials for a new stream, or new ones that replace those before. `streamKey` is a random text that may serve as the key. */
  createCredentials(stream: PublishedStream, streamKey: string, now: Date): Promise<IngestCredentials>;
  /** Null: the request is not from the server. */
  readHook(request: HookRequest): Promise<ReceivedHook | null>;
  /** The connections that publish now. @throws while the server cannot be asked. */
  readPublishers(): Promise<readonly PublisherReport[]>;
  /** Ends the connection that publishes a stream; nothing happens where there is none. */
  dropPublisher(streamId: string, publisher: string | null): Promise<void>;
  /** Ends what a viewer plays where the server would not end it when the address expires. */
  dropViewer(streamId: string, viewerId: string): Promise<void>;
  /** An address for one viewer; `viewerId` is null for a visitor. */
  playbackOf(stream: PublishedStream, viewerId: string | null, now: Date): Promise<Playback>;
  /** The keys that servers verify playback tokens with, as a JWKS; empty where there are none. */
  readonly playbackKeys: readonly object[];
  /** What the server has recorded of streams; null where it keeps nothing that could be fetched. */
  readonly recordings: RecordedParts | null;
}
