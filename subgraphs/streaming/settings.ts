import { z } from 'zod';
import { ConfigurationError } from '../../runtime/settings/configuration-error.ts';
import { defineSettings } from '../../runtime/settings/define-settings.ts';
import { LINK_VARIABLES, linkSecretsOf } from '../../runtime/settings/link-variables.ts';
import { url } from '../../runtime/settings/setting-forms.ts';
import { variable } from '../../runtime/settings/variables.ts';

/** How a media server is reached, and how it and we prove who we are to each other. */
export interface IngestSettings {
  readonly provider: 'nginx-rtmp' | 'livekit' | 'mediamtx';
  /** Where encoders publish, without a slash at its end. */
  readonly publishUrl: string;
  /** Where we reach the server, without a slash at its end. */
  readonly serverUrl: string;
  /** Where viewers play, without a slash at its end. */
  readonly playbackUrl: string;
  /** What the server proves its hooks with; LiveKit signs them instead. */
  readonly hookToken: string;
  /** Signs addresses to play. */
  readonly playbackSecret: string;
  /** Null unless LiveKit is the server. */
  readonly livekit: { readonly apiKey: string; readonly apiSecret: string } | null;
}

/** What the domain is configured with. */
export interface StreamingSettings {
  /** Null: streams are announced, and their bytes are somebody else's matter. */
  readonly ingest: IngestSettings | null;
  /** Sign access to files; the one that signs first. */
  readonly linkSecrets: readonly [string, ...string[]];
}

const secretText = () => z.string().min(32, 'must have at least 32 characters').optional();

const VARIABLES = {
  ...LINK_VARIABLES,
  STREAMING_INGEST: variable(z.enum(['nginx-rtmp', 'livekit', 'mediamtx']).optional(), {
    about:
      'The media server that takes the bytes of live streams. Default: none; then a stream is live as soon as it is started, and nothing can be played.',
    example: 'nginx-rtmp',
  }),
  STREAMING_PUBLISH_URL: variable(url('rtmp:', 'rtmps:', 'https:', 'http:').optional(), {
    about: 'Where encoders reach the media server.',
    example: 'rtmp://localhost:1935',
  }),
  STREAMING_SERVER_URL: variable(url('https:', 'http:').optional(), {
    about: 'Where this system reaches the media server: its statistics, control and recordings.',
    example: 'http://localhost:8085',
  }),
  STREAMING_PLAYBACK_URL: variable(url('https:', 'http:', 'wss:', 'ws:').optional(), {
    about: 'Where players reach the media server. Default: `STREAMING_SERVER_URL`.',
    example: 'http://localhost:8085',
  }),
  STREAMING_HOOK_TOKEN: variable(secretText(), {
    about: 'What nginx-rtmp and MediaMTX prove their hooks with, and we our requests to them. At least 32 characters.',
  }),
  STREAMING_PLAYBACK_SECRET: variable(secretText(), {
    about: 'Signs addresses to play: shared with nginx, a secret of ours with MediaMTX. At least 32 characters.',
  }),
  LIVEKIT_API_KEY: variable(z.string().min(1).optional(), { about: 'LiveKit: key and secret of its API.' }),
  LIVEKIT_API_SECRET: variable(z.string().min(1).optional(), {}),
};

/** Variables that some media server needs. */
type RequiredName =
  | 'STREAMING_PUBLISH_URL'
  | 'STREAMING_SERVER_URL'
  | 'STREAMING_HOOK_TOKEN'
  | 'STREAMING_PLAYBACK_SECRET'
  | 'LIVEKIT_API_KEY'
  | 'LIVEKIT_API_SECRET';

/** Reads the variables of this domain. */
export const settings = defineSettings(VARIABLES, (values): StreamingSettings => {
  const provider = values.STREAMING_INGEST;
  const linkSecrets = linkSecretsOf(values);
  if (provider === undefined) return { ingest: null, linkSecrets };
  const required = (name: RequiredName): string => {
    const value = values[name];
    if (value === undefined)
      throw new ConfigurationError(`${name}: must be set, since STREAMING_INGEST is ${provider}`);
    return value;
  };
  const serverUrl = withoutSlash(required('STREAMING_SERVER_URL'));
  const isLivekit = provider === 'livekit';
  return {
    linkSecrets,
    ingest: {
      ...{ provider, serverUrl },
      publishUrl: isLivekit ? '' : withoutSlash(required('STREAMING_PUBLISH_URL')),
      playbackUrl: withoutSlash(values.STREAMING_PLAYBACK_URL ?? serverUrl),
      hookToken: isLivekit ? '' : required('STREAMING_HOOK_TOKEN'),
      playbackSecret: isLivekit ? '' : required('STREAMING_PLAYBACK_SECRET'),
      livekit: isLivekit ? { apiKey: required('LIVEKIT_API_KEY'), apiSecret: required('LIVEKIT_API_SECRET') } : null,
    },
  };
});

const withoutSlash = (address: string): string => address.replace(/\/+$/, '');
