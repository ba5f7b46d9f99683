import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ConfigurationError } from '../../../runtime/settings/configuration-error.ts';
import { url } from '../../../runtime/settings/setting-forms.ts';
import { bothOf } from '../../../runtime/settings/shared-variables.ts';
import { variable } from '../../../runtime/settings/variables.ts';

/** A bucket, and how to reach it. */
export interface S3Settings {
  readonly bucket: string;
  /** Stands before each key; empty, or ends with `/`. */
  readonly prefix: string;
  /** Null: AWS. Another server is addressed by path. */
  readonly endpoint: string | null;
  readonly region: string;
  /** Null: those that the SDK of AWS finds, such as the role of a container. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}

/** Where files are stored: an absolute path, or a bucket. */
export type StorageSettings = { readonly folder: string } | { readonly s3: S3Settings };

/** Variables about the storage of files. */
export const STORAGE_VARIABLES = {
  STORAGE_URL: variable(url('file:', 's3:').optional(), {
    about:
      'Where files are stored: `file:///…`, a folder that all processes of media share, or `s3://bucket` with an optional path. Several machines need S3. Default: `media` under `DATA_DIR`.',
    example: 's3://social-media',
  }),
  S3_ENDPOINT: variable(url('https:', 'http:').optional(), {
    about: 'A server that speaks the protocol of S3. Default: AWS.',
    example: 'https://s3.example.com',
  }),
  S3_REGION: variable(z.string().min(1).default('us-east-1'), { example: 'us-east-1' }),
  S3_ACCESS_KEY_ID: variable(z.string().min(1).optional(), {
    about: 'Default: what the SDK of AWS finds, such as the role of a container.',
    example: 'AKIA…',
  }),
  S3_SECRET_ACCESS_KEY: variable(z.string().min(1).optional(), {}),
};

/** @throws ConfigurationError naming the variable that cannot be used. */
export function storageSettingsOf(
  values: z.output<z.ZodObject<typeof STORAGE_VARIABLES>>,
  { dataDir }: { readonly dataDir: string },
): StorageSettings {
  const { STORAGE_URL: address } = values;
  if (address === undefined) return { folder: join(dataDir, 'media') };
  const { protocol, host, pathname, href } = new URL(address);
  if (protocol === 'file:') {
    if (host !== '' || !isAbsolute(pathname)) throw new ConfigurationError('STORAGE_URL: must be file:/// and a path');
    return { folder: fileURLToPath(href) };
  }
  if (host === '') throw new ConfigurationError('STORAGE_URL: must name a bucket, such as s3://social-media');
  const path = pathname.replace(/^\/+|\/+$/g, '');
  const keys = bothOf(values, 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY');
  return {
    s3: {
      bucket: host,
      prefix: path === '' ? '' : `${path}/`,
      endpoint: values.S3_ENDPOINT ?? null,
      region: values.S3_REGION,
      credentials: keys === null ? null : { accessKeyId: keys[0], secretAccessKey: keys[1] },
    },
  };
}
