/** What a server has recorded, one part for each connection that published. */
export interface RecordedParts {
  /** Names of the parts of a stream, oldest first. */
  list(streamId: string): Promise<readonly string[]>;
  /** The bytes of a part. @throws when the server does not give them. */
  read(name: string): Promise<ReadableStream<Uint8Array>>;
  /** Removes a part; nothing happens where it is gone. */
  remove(name: string): Promise<void>;
}

/** The file of a recording on this machine. */
export interface RecordingFile {
  readonly byteSize: number;
  readonly durationSeconds: number;
  /** Sends it to where media takes it. */
  upload(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void>;
  /** Removes the file from this machine. */
  discard(): Promise<void>;
  /** Removes the server's parts of it, once they are not needed any more. */
  removeParts(): Promise<void>;
}
