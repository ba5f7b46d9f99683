import { z } from 'zod';
import type { MediaStack } from './media-stack.ts';

const CREATED = z.object({ createUpload: z.object({ upload: z.object({ id: z.string(), url: z.string() }) }) });
const COMPLETED = z.object({ completeUpload: z.object({ file: z.object({ id: z.string() }) }) });

/** An upload that has begun. */
export type BegunUpload = z.output<typeof CREATED>['createUpload']['upload'];

/** Begins the upload of a file. @throws when it is refused. */
export async function createUpload({ ask }: MediaStack, contentType: string, byteSize: number): Promise<BegunUpload> {
  const query = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) {
    upload { id url } errors { __typename ... on UserError { message } } } }`;
  const input = { fileName: 'bench', purpose: 'ATTACHMENT', contentType, byteSize };
  return CREATED.parse(await ask(query, { input })).createUpload.upload;
}

/** Sends its bytes through the gateway. @throws when they are not stored. */
export async function putBytes({ url }: BegunUpload, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const { status } = await fetch(url, { method: 'PUT', body });
  if (status !== 204) throw new Error(`An upload was answered with ${status}.`);
}

/** Has the file converted. Resolves to its id. */
export async function completeUpload({ ask }: MediaStack, { id }: BegunUpload): Promise<string> {
  const query = `mutation ($id: ID!) { completeUpload(input: { uploadId: $id }) {
    file { id } errors { __typename ... on UserError { message } } } }`;
  return COMPLETED.parse(await ask(query, { id })).completeUpload.file.id;
}
