import type { MediaUpload } from '../repository/index.ts';

/** What a request of the tus protocol does to uploads. */
export interface TusUploads {
  /** The upload that the request may write to, or the status of the response. */
  find(uploadId: string): Promise<MediaUpload | number>;
  /** Returns the id of a new upload, or the status of the response. */
  begin(byteSize: number, metadata: Readonly<Record<string, string | null | undefined>>): Promise<string | number>;
  /** Returns how many bytes have arrived then, or the status of the response. */
  receive(
    uploadId: string,
    offset: number,
    body: AsyncIterable<Uint8Array>,
  ): Promise<number | { readonly status: number }>;
  /** Gives an upload up; false when it has ended. */
  abort(uploadId: string): Promise<boolean>;
  /** Where the upload is continued. */
  urlOf(upload: MediaUpload): string;
}

/** The file of a form, as it arrives. */
export interface FormFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What a client sent as `multipart/form-data`. */
export interface FormUpload {
  /** The fields that have come so far: when the file begins, those before it. */
  readonly fields: ReadonlyMap<string, string>;
  /** Hands over the file when it begins, and resolves when the form has ended. */
  read(onFile: (file: FormFile) => Promise<void>): Promise<void>;
  /** Bytes of the whole form; null when the client does not say. */
  readonly contentLength: number | null;
}
