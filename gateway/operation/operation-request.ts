/** One operation as a client sends it, whatever the transport. */
export interface OperationRequest {
  readonly query?: string | null | undefined;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  /** May name the document by its hash: `persistedQuery`. */
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
  /** Names the document by its hash: `sha256:` and the hash in hexadecimal. */
  readonly documentId?: string | null | undefined;
  /** Whether the document is one of the gateway's own and not the client's; absent: it is the client's. */
  readonly isStored?: boolean;
}
