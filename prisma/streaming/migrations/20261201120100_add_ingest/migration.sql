-- Streams whose bytes arrive at an ingest server, and what is recorded of them.
CREATE TYPE "stream_latency" AS ENUM ('NORMAL', 'LOW');
CREATE TYPE "recording_state" AS ENUM ('RECORDING', 'PROCESSING', 'READY', 'FAILED', 'DELETED');

ALTER TABLE "live_stream" ADD COLUMN "latency" "stream_latency" NOT NULL DEFAULT 'NORMAL';
ALTER TABLE "live_stream" ADD COLUMN "is_recorded" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "stream_ingest" (
    "stream_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "key_rotated_at" TIMESTAMPTZ(3),
    "publisher" TEXT,
    "last_publisher" TEXT,
    "published_at" TIMESTAMPTZ(3),
    "last_packet_at" TIMESTAMPTZ(3),
    "received_bytes" BIGINT NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3),
    "health" JSONB,

    CONSTRAINT "stream_ingest_pkey" PRIMARY KEY ("stream_id"),
    CONSTRAINT "stream_ingest_publisher_check" CHECK (("publisher" IS NULL) = ("published_at" IS NULL))
);

CREATE TABLE "stream_recording" (
    "id" TEXT NOT NULL,
    "stream_id" TEXT NOT NULL,
    "state" "recording_state" NOT NULL,
    "duration_seconds" INTEGER,
    "media_file_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "stream_recording_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "stream_recording_ready_check" CHECK ("state" <> 'READY' OR ("media_file_id" IS NOT NULL AND "duration_seconds" IS NOT NULL))
);

-- The job looks only for what has a term.
CREATE INDEX "stream_ingest_expires_at_idx" ON "stream_ingest"("expires_at");
CREATE UNIQUE INDEX "stream_recording_stream_id_key" ON "stream_recording"("stream_id");

-- A host may announce several streams beside the one that is on air.
DROP INDEX "live_stream_one_per_host_key";
-- @locks live_stream holds few rows that have not ended, and no stream may begin between the two indexes
CREATE UNIQUE INDEX "live_stream_one_per_host_key" ON "live_stream"("host_id") WHERE "state" IN ('IDLE', 'LIVE', 'RECONNECTING');

-- Listings hold streams whose encoder is away for a moment.
DROP INDEX "live_stream_on_air_idx";
-- @locks live_stream is locked by the index above already
CREATE INDEX "live_stream_on_air_idx" ON "live_stream"("started_at" DESC, "id" DESC) WHERE "state" IN ('LIVE', 'RECONNECTING');

ALTER TABLE "stream_ingest" ADD CONSTRAINT "stream_ingest_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "live_stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "stream_recording" ADD CONSTRAINT "stream_recording_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "live_stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;
