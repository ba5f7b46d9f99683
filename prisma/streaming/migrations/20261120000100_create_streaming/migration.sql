CREATE TYPE "stream_state" AS ENUM ('IDLE', 'LIVE', 'RECONNECTING', 'ENDED');

CREATE TYPE "stream_visibility" AS ENUM ('PUBLIC', 'FRIENDS');

CREATE TABLE "live_stream" (
    "id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "visibility" "stream_visibility" NOT NULL,
    "state" "stream_state" NOT NULL,
    "stream_key_hash" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "peak_viewer_count" INTEGER NOT NULL DEFAULT 0,
    "status_sequence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "live_stream_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "live_stream_title_check" CHECK (char_length("title") BETWEEN 1 AND 140),
    CONSTRAINT "live_stream_peak_check" CHECK ("peak_viewer_count" >= 0),
    CONSTRAINT "live_stream_end_check" CHECK (("state" = 'ENDED') = ("ended_at" IS NOT NULL))
);

CREATE TABLE "stream_status" (
    "stream_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "state" "stream_state" NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stream_status_pkey" PRIMARY KEY ("stream_id","sequence")
);

CREATE TABLE "stream_viewer" (
    "stream_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "stream_viewer_pkey" PRIMARY KEY ("stream_id","user_id","session_id")
);

CREATE TABLE "friendship" (
    "user_id" TEXT NOT NULL,
    "friend_id" TEXT NOT NULL,

    CONSTRAINT "friendship_pkey" PRIMARY KEY ("user_id","friend_id")
);

CREATE TABLE "block" (
    "user_id" TEXT NOT NULL,
    "blocked_id" TEXT NOT NULL,

    CONSTRAINT "block_pkey" PRIMARY KEY ("user_id","blocked_id")
);

CREATE UNIQUE INDEX "live_stream_stream_key_hash_key" ON "live_stream"("stream_key_hash");

CREATE INDEX "live_stream_host_id_started_at_id_idx" ON "live_stream"("host_id", "started_at" DESC, "id" DESC);

-- One stream on air per host, whatever races.
CREATE UNIQUE INDEX "live_stream_one_per_host_key" ON "live_stream"("host_id") WHERE "state" <> 'ENDED';

-- The public listing reads only what is on air.
CREATE INDEX "live_stream_on_air_idx" ON "live_stream"("started_at" DESC, "id" DESC) WHERE "state" = 'LIVE';

ALTER TABLE "stream_status" ADD CONSTRAINT "stream_status_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "live_stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "stream_viewer" ADD CONSTRAINT "stream_viewer_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "live_stream"("id") ON DELETE CASCADE ON UPDATE CASCADE;
